import { DEFAULT_SUBPROCESS_TIMEOUTS, defaultRuntimeDirectory } from '@ironbridge/base';
import { hostname } from 'node:os';
import { z } from 'zod';
import type { IniOption } from './ini-file.js';
import {
  addressOption,
  authSchemesOption,
  booleanOption,
  bytesOption,
  countOption,
  daysOption,
  listOption,
  portOption,
  portRangesOption,
  secondsOption,
  secondsOrNeverOption,
  textOption,
  urlOption,
} from './option-types.js';

const describe = <T extends z.ZodType>(type: T, description: string): T => type.meta({ description });

/**
 * Every option, by section, under Ironic's names where it has one. What stands here is what `ironbridge config check` accepts
 * and what the reference in docs/ lists.
 */
export const CONFIG_SECTIONS = {
  DEFAULT: z.strictObject({
    enabled_hardware_types: describe(
      listOption.default(['idrac', 'redfish', 'ipmi', 'fake-hardware']),
      'Hardware types that nodes can have as their driver',
    ),
    enabled_console_interfaces: describe(
      listOption.default(['idrac-vnc', 'no-console']),
      'Console interfaces that are loaded and can be used',
    ),
    default_console_interface: describe(
      textOption.optional(),
      'The interface of nodes that name none, where their hardware type supports it',
    ),
    host: describe(
      textOption.default(() => hostname()),
      'Name of this conductor; it holds locks under it',
    ),
    auth_strategy: describe(
      z.enum(['noauth'], { error: 'must be noauth: this version has no other' }).default('noauth'),
      'How API clients prove who they are',
    ),
    log_level: describe(
      z.enum(['trace', 'debug', 'info', 'warn', 'error']).default('info'),
      'The least severe log lines that are written',
    ),
  }),
  api: z.strictObject({
    host_ip: describe(textOption.default('127.0.0.1'), 'Address on which the API listens'),
    port: describe(portOption.default(6385), 'Port of the API; 0 takes a free one'),
    public_endpoint: describe(
      urlOption.optional(),
      'URL under which clients reach the API, where it is not its address',
    ),
  }),
  database: z.strictObject({
    connection: describe(
      textOption.default('sqlite:////var/lib/ironbridge/ironbridge.sqlite'),
      "Where everything is kept, in SQLAlchemy's form",
    ),
  }),
  conductor: z.strictObject({
    conductor_group: describe(z.string().default(''), 'Group that this conductor belongs to'),
    heartbeat_interval: describe(secondsOption.default(10_000), 'Seconds between signs of life'),
    heartbeat_timeout: describe(
      secondsOption.default(60_000),
      'Seconds after which a conductor without a sign of life counts as gone',
    ),
    console_start_timeout: describe(
      secondsOption.default(60_000),
      'Seconds in which a console must have started, retries included',
    ),
    console_stop_timeout: describe(
      secondsOption.default(30_000),
      'Seconds for one attempt to stop a console',
    ),
    console_check_interval: describe(
      secondsOption.default(300_000),
      'Seconds between checks that an enabled console still holds',
    ),
    workers_pool_size: describe(countOption.default(100), 'Nodes that are worked on at a time'),
    allowed_console_networks: describe(
      listOption.optional(),
      'Networks (CIDR) in which consoles may be; any unicast but link-local unless set',
    ),
  }),
  vnc: z.strictObject({
    host_ip: describe(textOption.default('127.0.0.1'), 'Address on which the proxy listens'),
    port: describe(portOption.default(6090), 'Port of the proxy; 0 takes a free one'),
    public_url: describe(urlOption.optional(), "URL of the viewer page, where it is not the proxy's address"),
    enable_ssl: describe(booleanOption.default(false), 'Whether the proxy speaks TLS'),
    cert_file: describe(textOption.optional(), 'Certificate chain of the proxy, PEM'),
    key_file: describe(textOption.optional(), 'Private key of the proxy, PEM'),
    read_only: describe(booleanOption.default(false), 'Whether every viewer is read-only'),
    novnc_auth_schemes: describe(
      authSchemesOption.default(['none', 'vnc', 'vencrypt']),
      'Security of VNC consoles that may be opened: none, vnc, vencrypt; none and vnc also inside TLS or a WebSocket',
    ),
    vencrypt_client_cert: describe(
      textOption.optional(),
      'Certificate that the proxy shows to VeNCrypt consoles that ask for one, PEM',
    ),
    vencrypt_client_key: describe(textOption.optional(), 'Private key of that certificate, PEM'),
    vencrypt_ca_certs: describe(
      textOption.optional(),
      "Authorities of consoles' certificates where redfish_verify_ca is True, PEM; those that Node trusts unless set",
    ),
  }),
  serial_console: z.strictObject({
    enabled: describe(booleanOption.default(true), 'Whether serial consoles can be started'),
    base_url: describe(
      urlOption.optional(),
      'URL of the page that opens serial consoles; the viewer page unless set',
    ),
    listen: describe(
      addressOption.prefault('127.0.0.1:6091'),
      'Address and port on which the conductor shares serial lines with proxies; TLS with a certificate of its own unless on loopback; port 0 takes a free one',
    ),
    history_directory: describe(
      textOption.default('/var/lib/ironbridge/console-history'),
      'Where the output of serial consoles is kept, a folder for each node; deleted with the node',
    ),
    history_max_bytes: describe(
      bytesOption.prefault('16777216'),
      'Bytes of history that a node has at most; the oldest go first',
    ),
    history_max_days: describe(daysOption.prefault('30'), 'Days after which history is deleted'),
  }),
  console: z.strictObject({
    terminal_timeout: describe(
      secondsOrNeverOption.default(600_000),
      'Seconds after which a viewer of a serial console is closed that saw and sent nothing; 0 for never',
    ),
    socat_address: describe(
      textOption.optional(),
      "Address on which each serial console has a port for Nova's serial proxy, without any protection; none unless set",
    ),
    port_range: describe(
      portRangesOption.default([]),
      'Ports for it, start:end without the end, several separated by commas; driver_info/ipmi_terminal_port wins',
    ),
    allowed_origins: describe(
      listOption.default([]),
      'Origins of other pages that may talk to API and proxy, such as https://dashboard.example',
    ),
    runtime_directory: describe(
      textOption.default(() => defaultRuntimeDirectory()),
      'Directory for the sockets of serial consoles, mode 0700; its path has at most 65 bytes',
    ),
    subprocess_timeout: describe(
      secondsOption.default(DEFAULT_SUBPROCESS_TIMEOUTS.startTimeoutMs),
      'Seconds that socat may take until it listens',
    ),
    kill_timeout: describe(
      secondsOption.default(DEFAULT_SUBPROCESS_TIMEOUTS.killTimeoutMs),
      'Seconds that programs of a console may take to end before they are killed',
    ),
  }),
  consoleauth: z.strictObject({
    token_ttl: describe(secondsOption.default(600_000), 'Seconds in which a console link must be opened'),
  }),
  secrets: z.strictObject({
    key_file: describe(
      textOption.default('/var/lib/ironbridge/secret.key'),
      'The key that secrets are encrypted with; made at first start, mode 0600',
    ),
  }),
} as const;

export type SectionName = keyof typeof CONFIG_SECTIONS;

/** The configuration after parsing: durations in milliseconds, lists as arrays. */
export type Config = { readonly [S in SectionName]: Readonly<z.output<(typeof CONFIG_SECTIONS)[S]>> } & {
  /** `[console_interfaces]`: packages of interfaces that do not ship with Ironbridge, by interface name. */
  readonly console_interfaces: Readonly<Record<string, string>>;
  /** Options as they stand, in sections of console interfaces, or of nobody where `[console_interfaces]` names packages. */
  readonly ofInterfaces: readonly IniOption[];
};
