import { ConsoleInterfaceRegistry, createHostContainer } from '@ironbridge/base';
import { InvalidInputError, silentLogger } from '@ironbridge/common';
import { createKeyring, openStore, type ConsoleRecord, type NodeRecord, type Store } from '@ironbridge/store';
import { eventually } from '@ironbridge/testkit';
import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { AllowedNetworks, ConductorService, type SerialHubOptions } from '../src/index.js';
import { HubClient } from './support/hub-client.js';
import { ScriptedInterface } from './support/scripted-interface.js';
import { ScriptedLine } from './support/scripted-line.js';

jest.setTimeout(30_000);

describe('ConductorService with serial lines', () => {
  const uuid = randomUUID();
  let store: Store;
  let line: ScriptedLine;
  let scripted: ScriptedInterface;
  let service: ConductorService;
  let serial: SerialHubOptions;

  const startService = async (
    options: { readonly serial?: SerialHubOptions } = { serial },
  ): Promise<void> => {
    const registry = new ConsoleInterfaceRegistry(createHostContainer(), {
      defaultConsoleInterface: scripted.name,
    });
    registry.register(scripted.manifest);
    await registry.enable([scripted.name]);
    service = new ConductorService({
      store,
      registry,
      networks: new AllowedNetworks({ allowsLoopback: true }),
      hostname: 'conductor-1',
      startTimeoutMs: 1500,
      stopTimeoutMs: 2000,
      log: silentLogger,
      ...options,
    });
    await service.start();
  };
  const node = (): Promise<NodeRecord> => store.nodes.get(uuid);
  const settled = (expected: Partial<NodeRecord>): Promise<void> =>
    eventually(async () => {
      expect(await node()).toMatchObject({ ...expected, reservation: null });
    });
  const record = async (): Promise<ConsoleRecord> => {
    const found = await store.consoles.load(uuid);
    if (found === null) throw new Error('no console');
    return found;
  };
  const view = async (): Promise<HubClient> => {
    const { published } = await record();
    if (published === null) throw new Error('not published');
    return HubClient.dial(published).whenWelcome();
  };
  const enable = async (): Promise<void> => {
    await store.nodes.setConsoleWanted(uuid, true);
    await settled({ consoleEnabled: true, lastError: null });
  };

  beforeEach(async () => {
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const { port } = probe.address() as AddressInfo;
    probe.close();
    await once(probe, 'close');
    serial = { listen: { host: '127.0.0.1', port }, greetingTimeoutMs: 1000 };
    store = await openStore({ connection: 'sqlite://', keys: createKeyring(randomBytes(32)) });
    line = await ScriptedLine.open();
    scripted = new ScriptedInterface('scripted', ['serial']);
    scripted.onStart = () => Promise.resolve(line.connection);
    await store.nodes.create({
      uuid,
      name: 'n1',
      driver: 'fake-hardware',
      driverInfo: { scripted_address: '127.0.0.1' },
      consoleInterface: null,
      fields: {},
    });
  });

  afterEach(async () => {
    await service.close();
    await line.close();
    await store.close();
  });

  it('publishes the hub to proxies, and shows the driver its own connection again', async () => {
    await startService();
    await enable();
    expect(await record()).toMatchObject({
      connection: line.connection,
      published: { type: 'serial', transport: { kind: 'hub', host: '127.0.0.1' } },
      address: '127.0.0.1',
    });
    const viewer = await view();
    viewer.type('ls\r');
    await line.whenHeard('ls\r');
    viewer.close();
  });

  it('says in last_error why a line ended before it stood', async () => {
    line.welcome = 'Error: SOL payload disabled\r\n';
    await startService();
    const ending = setInterval(() => {
      line.hangUp();
    }, 50);
    try {
      await store.nodes.setConsoleWanted(uuid, true);
      await settled({ consoleWanted: false, consoleEnabled: false });
    } finally {
      clearInterval(ending);
    }
    expect((await node()).lastError).toContain('Error: SOL payload disabled');
    await eventually(async () => {
      expect(await store.consoles.load(uuid)).toBeNull();
    });
  });

  it('restores a line that was lost, with viewers and links that stay', async () => {
    await startService();
    await enable();
    const { generation } = await node();
    const viewer = await view();
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    scripted.onStart = () => gate.then(() => line.connection);
    line.hangUp('SOL session closed by BMC\r\n');
    await viewer.whenStatus({ line: 'down', reason: 'SOL session closed by BMC' });
    await eventually(async () => {
      expect((await node()).lastError).toContain('was lost. Reason: SOL session closed by BMC');
    });
    release();
    await settled({ consoleEnabled: true, lastError: null, generation });
    await viewer.whenStatus({ line: 'up' });
    viewer.close();
  });

  it('has the driver look why a line that it holds for whole cannot be opened', async () => {
    await startService();
    await enable();
    scripted.onStart = ({ connection }) =>
      connection === null
        ? Promise.reject(new InvalidInputError('Another session uses the line'))
        : Promise.resolve(connection);
    line.welcome = null;
    line.hangUp();
    await eventually(async () => {
      expect((await node()).lastError).toContain('is not restored. Reason: Another session uses the line');
    });
    expect((await node()).consoleEnabled).toBe(true);
  });

  it('does not restore in a tight loop a line that is lost again and again', async () => {
    await startService();
    await enable();
    let sessions = 0;
    const dying = setInterval(() => {
      if (line.clients.length > sessions && line.clients.at(-1)?.readyState === 'open') {
        sessions = line.clients.length;
        line.hangUp();
      }
    }, 10);
    try {
      await eventually(() => {
        expect(sessions).toBeGreaterThan(1);
      });
      const soon = sessions;
      const endMs = performance.now() + 1000;
      await eventually(() => {
        expect(performance.now()).toBeGreaterThan(endMs);
      });
      expect(sessions).toBeLessThanOrEqual(soon + 1);
    } finally {
      clearInterval(dying);
    }
  });

  it('keeps links over a restart: the same secret, port and generation', async () => {
    await startService();
    await enable();
    const { generation } = await node();
    const { published } = await record();
    await service.close();
    expect(line.heard).toBe('~.');
    await startService();
    await eventually(() => {
      expect(line.clients).toHaveLength(2);
    });
    await settled({ consoleEnabled: true, lastError: null, generation });
    expect((await record()).published).toEqual(published);
    const viewer = await view();
    viewer.type('back');
    await line.whenHeard('back');
    viewer.close();
  });

  it('ends viewers and line when the console is disabled', async () => {
    await startService();
    await enable();
    const viewer = await view();
    await store.nodes.setConsoleWanted(uuid, false);
    await viewer.whenClosed();
    await settled({ consoleEnabled: false });
    await eventually(() => {
      expect(line.clients.at(-1)?.destroyed).toBe(true);
    });
    expect(scripted.count('start')).toBe(1);
  });

  it('starts no serial console where it shares none, and says which option does', async () => {
    await startService({});
    await store.nodes.setConsoleWanted(uuid, true);
    await settled({ consoleWanted: false, consoleEnabled: false });
    expect((await node()).lastError).toContain('[serial_console] enabled is false');
  });
});
