import { sql, type Migration } from 'kysely';

const STATEMENTS = [
  `create table nodes (
    id integer primary key autoincrement,
    uuid text not null unique,
    name text unique,
    driver text not null,
    driver_info blob not null,
    console_interface text,
    fields text not null,
    created_at integer not null,
    updated_at integer,
    console_wanted integer not null default 0,
    console_enabled integer not null default 0,
    generation integer not null,
    last_error text,
    reservation text,
    reserved_until integer,
    is_deleting integer not null default 0
  ) strict`,
  `create table consoles (
    node_uuid text primary key references nodes (uuid) on delete cascade,
    interface_name text not null,
    driver text not null,
    driver_info blob not null,
    state blob,
    connection blob,
    address text,
    begun_generation integer not null
  ) strict`,
  `create table conductors (
    hostname text primary key,
    conductor_group text not null,
    hardware_types text not null,
    heartbeat_at integer not null
  ) strict`,
  `create table redeemed_tokens (
    id text primary key,
    expires_at integer not null
  ) strict`,
  'create index redeemed_tokens_expires_at on redeemed_tokens (expires_at)',
  `create table sessions (
    id text primary key,
    key_hash text not null unique,
    node_uuid text not null references nodes (uuid) on delete cascade,
    generation integer not null,
    mode text not null,
    user text not null,
    created_at integer not null,
    expires_at integer not null,
    watched_until integer not null
  ) strict`,
  'create index sessions_node_uuid on sessions (node_uuid)',
  // No reference to sessions: a slot stays taken until it is given back, also when its session has ended.
  `create table viewers (
    id text primary key,
    session_id text not null,
    node_uuid text not null references nodes (uuid) on delete cascade,
    proxy_id text not null,
    leased_until integer not null
  ) strict`,
  'create index viewers_node_uuid on viewers (node_uuid)',
  `create table key_checks (
    name text primary key,
    digest blob not null
  ) strict`,
];

export const initial: Migration = {
  up: async (db) => {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};
