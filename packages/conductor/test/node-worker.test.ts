import { ConsoleInterfaceRegistry, createHostContainer } from '@ironbridge/base';
import { silentLogger, systemClock } from '@ironbridge/common';
import { createKeyring, openStore, type Store } from '@ironbridge/store';
import { randomBytes, randomUUID } from 'node:crypto';
import { AllowedNetworks } from '../src/index.js';
import { ConsoleRunner } from '../src/console-runner.js';
import { ConductorMetrics } from '../src/service/conductor-metrics.js';
import { NodeLock } from '../src/service/node-lock.js';
import { NodeWorker } from '../src/service/node-worker.js';
import { Semaphore } from '../src/service/semaphore.js';

describe('NodeWorker', () => {
  let store: Store;

  beforeEach(async () => {
    store = await openStore({ connection: 'sqlite://', keys: createKeyring(randomBytes(32)) });
  });

  afterEach(async () => {
    await store.close();
  });

  /** A worker for a node that does not exist, so that a look at it is one read; and how often it looked. */
  const createWorker = (): { worker: NodeWorker; looks: () => number } => {
    let looks = 0;
    const nodes: Store['nodes'] = Object.create(store.nodes, {
      get: {
        value: () => {
          looks++;
          return store.nodes.get(randomUUID());
        },
      },
    });
    const clock = systemClock;
    const log = silentLogger;
    const runner = new ConsoleRunner({
      registry: new ConsoleInterfaceRegistry(createHostContainer()),
      states: store.consoles,
      networks: new AllowedNetworks({ allowsLoopback: true }),
      startTimeoutMs: 1000,
      stopTimeoutMs: 1000,
      clock,
      log,
    });
    const context = {
      store: { ...store, nodes },
      runner,
      lock: new NodeLock(store.consoles, 'conductor-1', clock, log),
      clock,
      log,
      metrics: new ConductorMetrics(),
      pool: new Semaphore(1),
      forget: () => Promise.resolve(),
    };
    return {
      worker: new NodeWorker(randomUUID(), context, new AbortController().signal),
      looks: () => looks,
    };
  };

  describe('ask', () => {
    it('looks at the node once more, whenever it comes while an earlier look ends', async () => {
      for (let microtasks = 0; microtasks < 200; microtasks++) {
        const { worker, looks } = createWorker();
        worker.ask();
        for (let i = 0; i < microtasks; i++) await Promise.resolve();
        const before = looks();
        worker.ask();
        await worker.idle();
        expect(looks()).toBeGreaterThan(before);
      }
    });
  });
});
