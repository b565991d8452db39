import { ConsoleInterfaceRegistry, createHostContainer } from '@ironbridge/base';
import {
  CancelledError,
  IronbridgeError,
  silentLogger,
  systemClock,
  type Clock,
  type ErrorKind,
} from '@ironbridge/common';
import { createKeyring, openStore, type NodeRecord, type Store } from '@ironbridge/store';

import { randomBytes, randomUUID } from 'node:crypto';
import { AllowedNetworks, ConductorService } from '../src/index.js';
import { eventually, FakeClock } from '@ironbridge/testkit';
import { ScriptedInterface } from './support/scripted-interface.js';

class BmcError extends IronbridgeError {
  public readonly code = 'ERR_TEST_BMC';
  public readonly kind: ErrorKind;

  public constructor(kind: ErrorKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

describe('ConductorService', () => {
  let store: Store;
  let scripted: ScriptedInterface;
  let service: ConductorService;
  const uuid = randomUUID();

  const startService = async ({
    clock = systemClock,
    startTimeoutMs = 5000,
    interfaces = [scripted],
  }: {
    clock?: Clock;
    startTimeoutMs?: number;
    /** The first is the default of nodes that name none. */
    interfaces?: readonly [ScriptedInterface, ...ScriptedInterface[]];
  } = {}): Promise<void> => {
    const registry = new ConsoleInterfaceRegistry(createHostContainer(), {
      defaultConsoleInterface: interfaces[0].name,
    });
    for (const { manifest } of interfaces) registry.register(manifest);
    await registry.enable(interfaces.map(({ name }) => name));
    service = new ConductorService({
      store,
      registry,
      networks: new AllowedNetworks({ allowsLoopback: true }),
      hostname: 'conductor-1',
      startTimeoutMs,
      stopTimeoutMs: 2000,
      clock,
      log: silentLogger,
    });
    await service.start();
  };
  const node = (): Promise<NodeRecord> => store.nodes.get(uuid, { includeDeleting: true });
  const settled = (expected: Partial<NodeRecord>): Promise<void> =>
    eventually(async () => {
      expect(await node()).toMatchObject({ ...expected, reservation: null });
    });
  const enable = async (): Promise<void> => {
    await store.nodes.setConsoleWanted(uuid, true);
    await settled({ consoleEnabled: true });
  };

  beforeEach(async () => {
    store = await openStore({ connection: 'sqlite://', keys: createKeyring(randomBytes(32)) });
    scripted = new ScriptedInterface();
    await store.nodes.create({
      uuid,
      name: 'n1',
      driver: 'fake-hardware',
      driverInfo: { scripted_address: '127.0.0.1', scripted_password: 'calvin' },
      consoleInterface: null,
      fields: {},
    });
    await startService();
  });

  afterEach(async () => {
    await service.close();
    await store.close();
  });

  describe('enabling', () => {
    it('starts a console that is wanted, once for a hundred equal wishes', async () => {
      await Promise.all(Array.from({ length: 100 }, () => store.nodes.setConsoleWanted(uuid, true)));
      await settled({ consoleEnabled: true, consoleWanted: true, lastError: null });
      expect(scripted.count('start')).toBe(1);
    });

    it('takes a new generation when a connection is stored', async () => {
      const before = (await node()).generation;
      await enable();
      expect((await node()).generation).toBeGreaterThan(before);
    });

    it('tries a transient fault again', async () => {
      let attempts = 0;
      scripted.onStart = () => {
        attempts++;
        if (attempts === 1) return Promise.reject(new BmcError('unavailable', 'The BMC answered 503'));
        return Promise.resolve(scripted.connection('first'));
      };
      await enable();
      expect(attempts).toBe(2);
    });

    it('tells what went wrong before the attempt that the deadline cut short', async () => {
      await service.close();
      await startService({ startTimeoutMs: 2500 });
      let attempts = 0;
      scripted.onStart = ({ signal }) => {
        attempts++;
        if (attempts === 1) return Promise.reject(new BmcError('unavailable', 'The BMC answered 503'));
        return new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            reject(new CancelledError('given up'));
          });
        });
      };
      await store.nodes.setConsoleWanted(uuid, true);
      await settled({ consoleWanted: false, consoleEnabled: false });
      expect(attempts).toBe(2);
      expect((await node()).lastError).toContain('The BMC answered 503');
    });

    it.each<ErrorKind>(['refused', 'conflict', 'invalid-input'])(
      'gives up at once on %s, says why, and stops what the start left behind',
      async (kind) => {
        scripted.onStart = async (task) => {
          await task.saveState({ found: 'Disabled' });
          throw new BmcError(kind, 'The BMC said no');
        };
        await store.nodes.setConsoleWanted(uuid, true);
        await settled({ consoleWanted: false, consoleEnabled: false });
        await eventually(async () => {
          expect(await store.consoles.load(uuid)).toBeNull();
        });
        expect((await node()).lastError).toContain('The BMC said no');
        expect(scripted.calls.filter((call) => call !== 'validate')).toEqual(['start', 'stop']);
        expect(scripted.tasks.at(-1)?.state).toEqual({ found: 'Disabled' });
      },
    );

    it('gives a start that hangs no longer than its deadline', async () => {
      await service.close();
      await startService({ startTimeoutMs: 100 });
      scripted.onStart = (task) =>
        new Promise((_, reject) => {
          task.signal.addEventListener('abort', () => {
            reject(new BmcError('cancelled', 'aborted'));
          });
        });
      await store.nodes.setConsoleWanted(uuid, true);
      await settled({ consoleWanted: false });
      expect((await node()).lastError).toMatch(/did not finish in time/);
    });

    it('refuses a console at an address that is not allowed', async () => {
      scripted.onStart = () => Promise.resolve(scripted.connection('first', '169.254.169.254'));
      await store.nodes.setConsoleWanted(uuid, true);
      await settled({ consoleWanted: false, consoleEnabled: false });
      expect((await node()).lastError).toContain('allowed_console_networks');
    });

    it('refuses what is not a connection', async () => {
      scripted.onStart = () => Promise.resolve({ ...scripted.connection('first'), port: 99999 });
      await store.nodes.setConsoleWanted(uuid, true);
      await settled({ consoleWanted: false, consoleEnabled: false });
      expect((await node()).lastError).toContain('port');
    });

    it('gives up a start that nobody wants any more', async () => {
      let started!: () => void;
      const hasStarted = new Promise<void>((resolve) => {
        started = resolve;
      });
      scripted.onStart = (task) =>
        new Promise((_, reject) => {
          started();
          task.signal.addEventListener('abort', () => {
            reject(new BmcError('cancelled', 'aborted'));
          });
        });
      await store.nodes.setConsoleWanted(uuid, true);
      await hasStarted;
      await store.nodes.setConsoleWanted(uuid, false);
      await settled({ consoleEnabled: false, lastError: null });
      expect(scripted.calls.at(-1)).toBe('stop');
    });
  });

  describe('disabling', () => {
    it('stops the console and takes a new generation', async () => {
      await enable();
      const before = (await node()).generation;
      await store.nodes.setConsoleWanted(uuid, false);
      await settled({ consoleEnabled: false });
      expect((await node()).generation).toBeGreaterThan(before);
      expect(await store.consoles.load(uuid)).toBeNull();
    });

    it('stays enabled until the BMC confirms', async () => {
      await enable();
      let isBack = false;
      scripted.onStop = () =>
        isBack ? Promise.resolve() : Promise.reject(new BmcError('unavailable', 'No answer'));
      await store.nodes.setConsoleWanted(uuid, false);
      await eventually(async () => {
        expect((await node()).lastError).toContain('No answer');
      });
      expect(await node()).toMatchObject({ consoleEnabled: true, consoleWanted: false });
      isBack = true;
      await settled({ consoleEnabled: false });
    });

    it('verifies a console that is wanted again after a stop that failed half-way', async () => {
      await enable();
      scripted.onStop = () => Promise.reject(new BmcError('unavailable', 'No answer'));
      await store.nodes.setConsoleWanted(uuid, false);
      await eventually(async () => {
        expect(await node()).toMatchObject({
          reservation: null,
          lastError: expect.stringContaining('No answer'),
        });
      });
      await store.nodes.setConsoleWanted(uuid, true);
      await eventually(() => {
        expect(scripted.count('start')).toBe(2);
      });
      await settled({ consoleEnabled: true, lastError: null });
    });

    it('does not wait with a wish that comes while a stop fails', async () => {
      await enable();
      scripted.onStop = async () => {
        await store.nodes.setConsoleWanted(uuid, true);
        throw new BmcError('refused', 'The BMC refused the login');
      };
      await store.nodes.setConsoleWanted(uuid, false);
      await eventually(() => {
        expect(scripted.count('start')).toBe(2);
      });
      await settled({ consoleEnabled: true, consoleWanted: true });
    });

    it('uses the driver_info that the console was started with', async () => {
      await enable();
      scripted.onStart = () => Promise.reject(new BmcError('refused', 'wrong password'));
      await store.nodes.update(uuid, {
        driverInfo: { scripted_address: '127.0.0.1', scripted_password: 'wrong' },
      });
      await eventually(async () => {
        expect((await node()).lastError).toContain('wrong password');
      });
      await store.nodes.setConsoleWanted(uuid, false);
      await settled({ consoleEnabled: false });
      expect(scripted.tasks.at(-1)?.node.driverInfo).toMatchObject({ scripted_password: 'calvin' });
    });

    describe('where the BMC refuses it', () => {
      let clock: FakeClock;

      beforeEach(async () => {
        await enable();
        await service.close();
        clock = new FakeClock();
        await startService({ clock });
        scripted.onStop = () => Promise.reject(new BmcError('refused', 'The BMC refused the login'));
        await store.nodes.setConsoleWanted(uuid, false);
        await eventually(async () => {
          expect(await node()).toMatchObject({
            reservation: null,
            lastError: expect.stringContaining('refused the login'),
          });
        });
      });

      it('does not ask again before the BMC has forgotten the failed login', async () => {
        await clock.advance(10 * 60_000);
        await service.close();
        expect(scripted.count('stop')).toBe(1);
        expect(await node()).toMatchObject({ consoleEnabled: true, consoleWanted: false });
        await startService();
      });

      it('asks again in the end, for the node may be deleted and out of reach', async () => {
        scripted.onStop = () => Promise.resolve();
        await clock.advance(20 * 60_000);
        await settled({ consoleEnabled: false });
        expect(scripted.count('stop')).toBe(2);
      });

      it('asks again at once when somebody corrects driver_info', async () => {
        scripted.onStop = ({ node: { driverInfo } }) =>
          driverInfo['scripted_password'] === 'right'
            ? Promise.resolve()
            : Promise.reject(new BmcError('refused', 'The BMC refused the login'));
        await store.nodes.update(uuid, {
          driverInfo: { scripted_address: '127.0.0.1', scripted_password: 'right' },
        });
        await settled({ consoleEnabled: false });
      });
    });

    it('removes a node whose deleting a conductor that ended had left to the next', async () => {
      await enable();
      await service.close();
      await store.nodes.markDeleting(uuid);
      await startService();
      await eventually(async () => {
        await expect(node()).rejects.toThrow('could not be found');
      });
      expect(scripted.count('stop')).toBe(1);
    });

    it('removes a deleted node only when its console is stopped', async () => {
      await enable();
      await store.nodes.markDeleting(uuid);
      await eventually(async () => {
        await expect(node()).rejects.toThrow('could not be found');
      });
      expect(scripted.count('stop')).toBe(1);
    });
  });

  describe('restoring', () => {
    const restart = async (): Promise<void> => {
      await service.close();
      scripted.calls.length = 0;
      await startService();
    };

    it('verifies at start-up and leaves a console that holds as it is', async () => {
      await enable();
      const before = await node();
      await restart();
      await eventually(() => {
        expect(scripted.count('start')).toBe(1);
      });
      await settled({ consoleEnabled: true, generation: before.generation });
    });

    it('leaves consoles as they are when it ends', async () => {
      await enable();
      await service.close();
      expect(scripted.count('stop')).toBe(0);
      expect(await node()).toMatchObject({ consoleEnabled: true, consoleWanted: true });
      await startService();
    });

    it('stores what start returns anew when the old console does not hold', async () => {
      await enable();
      const before = await node();
      scripted.onStart = () => Promise.resolve(scripted.connection('second'));
      await restart();
      await settled({ consoleEnabled: true, generation: before.generation + 1 });
    });

    it('finishes the first enable of a conductor that died', async () => {
      await service.close();
      await store.nodes.setConsoleWanted(uuid, true);
      await store.consoles.begin(uuid, {
        interfaceName: 'scripted',
        driver: 'fake-hardware',
        driverInfo: { scripted_address: '127.0.0.1', scripted_password: 'calvin' },
      });
      await store.consoles.saveState(uuid, { found: 'Disabled' });
      await startService();
      await settled({ consoleEnabled: true });
      expect(scripted.tasks[0]?.state).toEqual({ found: 'Disabled' });
    });

    it('stays enabled and says so while the BMC is away, then restores', async () => {
      await enable();
      let isBack = false;
      scripted.onStart = (task) =>
        isBack
          ? Promise.resolve(task.connection ?? scripted.connection('third'))
          : Promise.reject(new BmcError('unavailable', 'No route to the BMC'));
      await service.close();
      const { generation } = await node();
      await startService();
      await eventually(() => {
        expect(scripted.count('start')).toBeGreaterThan(1);
      });
      isBack = true;
      await settled({ consoleEnabled: true, lastError: null, generation });
    }, 20_000);

    it('asks once with credentials that are refused, however often the console is reported lost', async () => {
      await enable();
      scripted.onStart = () => Promise.reject(new BmcError('refused', 'The BMC refused the login'));
      scripted.calls.length = 0;
      const { generation } = await node();
      store.publish({ type: 'lost', nodeUuid: uuid, generation, reason: 'unreachable' });
      await eventually(async () => {
        expect((await node()).lastError).toContain('refused the login');
      });
      await service.close();
      expect(scripted.count('start')).toBe(1);
      expect(await node()).toMatchObject({ consoleEnabled: true, consoleWanted: true });
      await startService();
    });

    it('does not offer a connection to the driver whose login the BMC refused', async () => {
      await enable();
      const { generation } = await node();
      scripted.onStart = () => Promise.resolve(scripted.connection('fresh'));
      store.publish({ type: 'lost', nodeUuid: uuid, generation, reason: 'login-refused' });
      await settled({ generation: generation + 1 });
      expect(scripted.tasks.at(-1)?.connection).toBeNull();
    });

    it('believes a report that comes while the console is being verified', async () => {
      await enable();
      const { generation } = await node();
      scripted.calls.length = 0;
      let endVerifying!: () => void;
      scripted.onStart = (task) =>
        new Promise((resolve) => {
          endVerifying = () => {
            resolve(task.connection ?? scripted.connection('fresh'));
          };
        });
      await service.close();
      await startService();
      await eventually(() => {
        expect(scripted.count('start')).toBe(1);
      });
      store.publish({ type: 'lost', nodeUuid: uuid, generation, reason: 'login-refused' });
      // The report is heard when the store has answered whose generation it is about.
      await node();
      scripted.onStart = (task) => Promise.resolve(task.connection ?? scripted.connection('fresh'));
      endVerifying();
      await settled({ generation: generation + 1 });
    });

    it('restores with a growing wait where the fault is not of the kind that passes', async () => {
      await enable();
      await service.close();
      const clock = new FakeClock();
      scripted.onStart = () => Promise.reject(new BmcError('conflict', 'Others have all slots'));
      scripted.calls.length = 0;
      await startService({ clock });
      await eventually(async () => {
        expect((await node()).lastError).toContain('Others have all slots');
      });
      scripted.onStart = (task) => Promise.resolve(task.connection ?? scripted.connection('fresh'));
      await eventually(async () => {
        await clock.advance(1000);
        expect(await node()).toMatchObject({ consoleEnabled: true, lastError: null });
      });
      expect(clock.monotonicMs()).toBeLessThan(120_000);
    });

    it('has a console stopped by the interface that started it where the default is another now', async () => {
      await enable();
      await service.close();
      const successor = new ScriptedInterface('successor');
      await startService({ interfaces: [successor, scripted] });
      await eventually(async () => {
        expect((await store.consoles.load(uuid))?.interfaceName).toBe('successor');
      });
      await settled({ consoleEnabled: true, consoleWanted: true });
      expect(scripted.count('stop')).toBe(1);
      expect(successor.tasks[0]).toMatchObject({ connection: null, state: null });
    });

    it('takes no notice of a report about an earlier generation', async () => {
      await enable();
      scripted.calls.length = 0;
      const { generation } = await node();
      store.publish({ type: 'lost', nodeUuid: uuid, generation: generation - 1, reason: 'unreachable' });
      await store.nodes.setConsoleWanted(uuid, false);
      await settled({ consoleEnabled: false });
      expect(scripted.calls.filter((call) => call !== 'validate')).toEqual(['stop']);
    });
  });

  describe('locking', () => {
    it('waits while another owner holds the lock', async () => {
      await store.consoles.lock(uuid, 'conductor-2', 60_000);
      await store.nodes.setConsoleWanted(uuid, true);
      await expect(store.consoles.lock(uuid, 'conductor-3', 1000)).resolves.toBe(false);
      expect(scripted.count('start')).toBe(0);
      await store.consoles.unlock(uuid, 'conductor-2');
      await settled({ consoleEnabled: true });
    });
  });

  describe('heartbeat', () => {
    it('publishes hardware types with their interfaces, and takes them back at the end', async () => {
      expect(await store.conductors.list()).toMatchObject([
        { hostname: 'conductor-1', hardwareTypes: { 'fake-hardware': ['scripted'] } },
      ]);
      await service.close();
      expect(await store.conductors.list()).toEqual([]);
      await startService();
    });
  });
});
