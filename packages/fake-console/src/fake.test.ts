import {
  ConsoleInterfaceRegistry,
  createHostContainer,
  type ConsoleConnection,
  type LoadedConsoleInterface,
  type Node,
  type Task,
} from '@ironbridge/base';
import { Deadline, silentLogger, type JsonObject, type JsonValue } from '@ironbridge/common';
import { MemoryFakeBmcs } from './fake-bmcs.js';
import { createFake, fake } from './fake.js';
import { noConsole } from './no-console.js';

const node = (driverInfo: JsonObject, driver = 'fake-hardware'): Node => ({
  uuid: '6f6c9a5e-0c2a-4a49-9d0a-2b8c6f6f3e01',
  name: null,
  driver,
  driverInfo,
  consoleInterface: null,
});

async function load(manifest = fake): Promise<LoadedConsoleInterface> {
  const registry = new ConsoleInterfaceRegistry(createHostContainer());
  registry.register(manifest);
  await registry.enable([manifest.name]);
  return registry.select(node({}));
}

function task(driverInfo: JsonObject, known: Partial<Task> = {}): Task {
  return {
    node: node(driverInfo),
    options: fake.driverInfo.parse(driverInfo),
    connection: null,
    state: null,
    saveState: () => Promise.resolve(),
    signal: new AbortController().signal,
    deadline: Deadline.after(1000),
    log: silentLogger,
    warn: () => undefined,
    requestId: 'req-1',
    ...known,
  };
}

describe('fake', () => {
  it('leads to a VNC server on this machine unless told otherwise', async () => {
    const { instance } = await load();
    expect(await instance.startConsole(task({}))).toEqual<ConsoleConnection>({
      type: 'vnc',
      host: '127.0.0.1',
      port: 5901,
      transport: { kind: 'tcp' },
      security: { kind: 'none' },
      slots: 64,
      quirks: {},
    });
  });

  it('leads to the VNC server of driver_info, which may be written as text', async () => {
    const { instance } = await load();
    const connection = await instance.startConsole(
      task({ fake_console_host: '::1', fake_console_port: '5999', fake_console_password: 12345678 }),
    );
    expect(connection).toMatchObject({ host: '::1', port: 5999, security: { kind: 'vnc' } });
    const password =
      connection.type === 'vnc' && 'password' in connection.security && connection.security.password;
    expect(password && password.reveal()).toBe('12345678');
  });

  it.each(['unavailable', 'timeout', 'refused', 'conflict'])(
    'fails a start with an error of the kind %s that driver_info asks for',
    async (kind) => {
      const { instance } = await load();
      const start = instance.startConsole(task({ fake_console_fail: kind }));
      await expect(start).rejects.toMatchObject({ code: 'ERR_FAKE_CONSOLE', kind });
    },
  );

  it('never answers when told to hang, until it is aborted', async () => {
    const { instance } = await load();
    const controller = new AbortController();
    const start = instance.startConsole(task({ fake_console_fail: 'hang' }, { signal: controller.signal }));
    controller.abort();
    await expect(start).rejects.toMatchObject({ kind: 'cancelled' });
  });

  it('fails a stop, but not a start, when told so', async () => {
    const { instance } = await load();
    const driverInfo = { fake_console_fail_stop: 'unavailable' };
    let state: JsonValue | null = null;
    const saveState = (saved: JsonValue): Promise<void> => {
      state = saved;
      return Promise.resolve();
    };
    await instance.startConsole(task(driverInfo, { saveState }));
    await expect(instance.stopConsole(task(driverInfo, { state }))).rejects.toMatchObject({
      kind: 'unavailable',
    });
  });

  it('forgets the BMC of a node once its console is stopped', async () => {
    const bmcs = new MemoryFakeBmcs();
    const { instance } = await load(createFake(bmcs));
    const before = bmcs.of(node({}));
    await instance.startConsole(task({}));
    expect(bmcs.of(node({}))).toBe(before);
    await instance.stopConsole(task({}, { state: { found: before.settings } }));
    expect(bmcs.of(node({}))).not.toBe(before);
  });

  it.each([
    ['fake_console_port', 70000],
    ['fake_console_port', 'vnc'],
    ['fake_console_host', 'a b'],
    ['fake_console_fail', 'sometimes'],
  ])('refuses %s %p by name', async (key, value) => {
    const registry = new ConsoleInterfaceRegistry(createHostContainer());
    registry.register(fake);
    await registry.enable(['fake']);
    expect(() => {
      registry.validate(node({ [key]: value }));
    }).toThrow(`driver_info/${key}: `);
  });
});

describe('no-console', () => {
  it.each(['idrac', 'redfish', 'ipmi', 'fake-hardware'])('serves hardware type %s', async (driver) => {
    const registry = new ConsoleInterfaceRegistry(createHostContainer());
    registry.register(noConsole);
    await registry.enable(['no-console']);
    expect(registry.defaultInterfaceOf(driver)).toBe('no-console');
    expect(() => {
      registry.validate(node({}, driver));
    }).toThrow(`Driver ${driver} does not support console`);
  });
});
