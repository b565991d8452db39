import { Secret } from '@ironbridge/common';
import {
  createKeyring,
  openStore,
  StoreConfigurationError,
  StoreUnavailableError,
  upgradeStore,
  type Store,
} from '@ironbridge/store';
import Libsql from 'libsql';
import { randomBytes } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SealBrokenError } from '../src/errors.js';
import {
  newNode,
  openSession,
  redeemRequest,
  startedNode,
  vncConnection,
  ADDRESS,
} from './support/samples.js';
import { createScratchDirectory } from './support/scratch-directory.js';

describe('a SQLite file', () => {
  const keys = createKeyring(randomBytes(32));
  const opened: Store[] = [];
  let scratch: Awaited<ReturnType<typeof createScratchDirectory>>;
  let path: string;
  let connection: string;

  async function open(changes: Partial<Parameters<typeof openStore>[0]> = {}): Promise<Store> {
    const store = await openStore({ connection, keys, ...changes });
    opened.push(store);
    return store;
  }

  /** What another program does to the file. */
  function meddle(...statements: readonly string[]): void {
    const database = new Libsql(path);
    for (const statement of statements) database.exec(statement);
    database.close();
  }

  beforeEach(async () => {
    scratch = await createScratchDirectory();
    path = join(scratch.path, 'var', 'ironbridge.db');
    connection = `sqlite:///${path}`;
  });

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((store) => store.close()));
    await scratch.remove();
  });

  describe('on disk', () => {
    it('can be read by its owner only, with all that belongs to it', async () => {
      const store = await open();
      await store.nodes.create(newNode());
      const files = await readdir(join(scratch.path, 'var'));
      expect(files.sort()).toEqual(['ironbridge.db', 'ironbridge.db-shm', 'ironbridge.db-wal']);
      for (const file of files)
        expect((await stat(join(scratch.path, 'var', file))).mode & 0o777).toBe(0o600);
    });

    it('holds no secret in the clear, also before a checkpoint', async () => {
      const store = await open();
      const secrets = ['s3cret-of-driver-info', 's3cret-of-state', 's3cret-of-connection', 's3cret-of-start'];
      const [inDriverInfo = '', inState = '', inConnection = '', inStart = ''] = secrets;
      const driverInfo = { redfish_password: inDriverInfo };
      const { uuid } = await store.nodes.create(newNode({ name: 'shown-name', driverInfo }));
      await store.nodes.setConsoleWanted(uuid, true);
      await store.consoles.begin(uuid, {
        interfaceName: 'idrac-vnc',
        driver: 'idrac',
        driverInfo: { redfish_password: inStart },
      });
      await store.consoles.saveState(uuid, { before: inState });
      await store.consoles.started(uuid, vncConnection(inConnection), ADDRESS);
      const readAll = async (): Promise<string> => {
        const names = await readdir(join(scratch.path, 'var'));
        const files = await Promise.all(
          names.map((name) => readFile(join(scratch.path, 'var', name), 'latin1')),
        );
        return files.join('\n');
      };
      const live = await readAll();
      await store.close();
      for (const bytes of [live, await readAll()]) {
        expect(bytes).toContain('shown-name');
        for (const secret of [...secrets, 'redfish_password']) expect(bytes).not.toContain(secret);
      }
    });

    it('has what was saved for every other process at once', async () => {
      const [writer, reader] = [await open(), await open()];
      const { uuid } = await startedNode(writer);
      await writer.consoles.saveState(uuid, { vncWasEnabled: false });
      expect((await reader.consoles.load(uuid))?.state).toEqual({ vncWasEnabled: false });
    });

    it('keeps all between two starts', async () => {
      const first = await open();
      const node = await startedNode(first);
      const session = await openSession(first, node, new Date());
      await first.close();
      const second = await open();
      expect(await second.nodes.get(node.uuid)).toEqual(node);
      expect(await second.sessions.target(session)).toMatchObject({ connection: vncConnection() });
    });
  });

  describe('shared by two stores', () => {
    it('gives no more slots than there are', async () => {
      const stores = [await open(), await open()] as const;
      const node = await startedNode(stores[0]);
      const session = await openSession(stores[0], node, new Date());
      const viewers = await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          stores[i % 2 === 0 ? 0 : 1].sessions.openViewer(session, 3, 'p', 60_000),
        ),
      );
      expect(viewers.filter((id) => id !== null)).toHaveLength(3);
    });

    it('redeems a token once (LP#1197459)', async () => {
      const stores = [await open(), await open()] as const;
      const node = await startedNode(stores[0]);
      const { tokenId } = redeemRequest(node, new Date());
      const all = await Promise.allSettled(
        Array.from({ length: 20 }, (_, i) =>
          stores[i % 2 === 0 ? 0 : 1].sessions.redeem(redeemRequest(node, new Date(), { tokenId })),
        ),
      );
      expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });

    it('waits for a write of another program, but not for ever', async () => {
      const store = await open();
      const other = new Libsql(path);
      other.exec('begin immediate');
      const late = store.nodes.create(newNode());
      await expect(store.nodes.list()).resolves.toEqual([]);
      other.exec('commit');
      await expect(late).resolves.toBeDefined();
      other.exec('begin immediate');
      await expect(store.nodes.create(newNode())).rejects.toThrow(StoreUnavailableError);
      other.exec('rollback');
      other.close();
      await expect(store.nodes.create(newNode())).resolves.toBeDefined();
    }, 15_000);
  });

  describe('keys', () => {
    it('opens with the keys that it was made with only', async () => {
      await (await open()).close();
      await expect(open({ keys: createKeyring(randomBytes(32)) })).rejects.toThrow(StoreConfigurationError);
      const tokens = new Secret(randomBytes(32));
      await expect(open({ keys: { ...keys, tokens } })).rejects.toThrow(/\[secrets\] key_file/);
      await expect(open()).resolves.toBeDefined();
    });

    it('does not take one row for another', async () => {
      const store = await open();
      const [a, b] = [await startedNode(store), await startedNode(store)];
      meddle(
        `update nodes set driver_info = (select driver_info from nodes where uuid = '${a.uuid}') where uuid = '${b.uuid}'`,
        `update consoles set connection = (select connection from consoles where node_uuid = '${a.uuid}') where node_uuid = '${b.uuid}'`,
      );
      await expect(store.nodes.get(b.uuid)).rejects.toThrow(SealBrokenError);
      await expect(store.consoles.load(b.uuid)).rejects.toThrow(SealBrokenError);
      await expect(store.nodes.get(a.uuid)).resolves.toEqual(a);
    });
  });

  describe('schema', () => {
    it('is made once, and once only when several start together', async () => {
      expect(await upgradeStore(connection)).toEqual([
        '0001_initial',
        '0002_published_connections',
        '0003_console_warnings',
      ]);
      expect(await upgradeStore(connection)).toEqual([]);
      path = join(scratch.path, 'second.db');
      connection = `sqlite:///${path}`;
      await Promise.all(Array.from({ length: 5 }, () => open()));
      expect(await upgradeStore(connection)).toEqual([]);
    });

    it('is not made when that is left to `ironbridge db upgrade`', async () => {
      await expect(open({ migrate: false })).rejects.toThrow('ironbridge db upgrade');
      await upgradeStore(connection);
      await expect(open({ migrate: false })).resolves.toBeDefined();
    });

    it('of a newer program is refused', async () => {
      await upgradeStore(connection);
      meddle("insert into kysely_migration values ('0999_future', '2040-01-01')");
      for (const attempt of [open(), open({ migrate: false }), upgradeStore(connection)]) {
        await expect(attempt).rejects.toThrow(StoreConfigurationError);
      }
      await expect(open()).rejects.toThrow('0999_future');
    });

    it('is not looked for in a file that is no database, or is not a file', async () => {
      const text = join(scratch.path, 'text');
      await writeFile(text, 'This is a text of more than a hundred bytes. '.repeat(9));
      await expect(open({ connection: `sqlite:///${text}` })).rejects.toThrow('is not a SQLite database');
      await expect(open({ connection: `sqlite:///${scratch.path}` })).rejects.toThrow(
        StoreConfigurationError,
      );
      expect(await readFile(text, 'utf8')).toMatch(/^This is a text/);
    });
  });

  describe('errors', () => {
    it('of the database come without SQL and without values', async () => {
      const store = await open();
      meddle('drop table sessions', 'drop table viewers', 'drop table consoles', 'drop table nodes');
      const error: unknown = await store.nodes
        .create(newNode({ driverInfo: { redfish_password: 'calvin' } }))
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(StoreUnavailableError);
      expect(String(error)).not.toMatch(/select|insert|calvin/i);
      await expect(store.ping()).rejects.toThrow(StoreUnavailableError);
    });

    it('are told after close, which lets end what was begun', async () => {
      const store = await open();
      const begun = store.nodes.create(newNode());
      await Promise.all([store.close(), store.close()]);
      await expect(begun).resolves.toBeDefined();
      await expect(store.ping()).rejects.toThrow('closed');
      await expect((await open()).nodes.list()).resolves.toHaveLength(1);
    });
  });
});
