import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { eventually } from './support/eventually.js';
import { SERVER_INIT, type FakeBmcOptions } from './support/fake-bmc.js';
import { countOpenDescriptors } from './support/open-descriptors.js';
import { ProxyFixture } from './support/proxy-fixture.js';
import type { TestViewer } from './support/test-viewer.js';

const VERSION = Buffer.from('RFB 003.008\n');

/** A BMC that goes this far and then waits for ever. */
function stopsAfter(...answers: readonly Buffer[]): FakeBmcOptions {
  return {
    onConnection: (socket: Socket) => {
      const left = [...answers];
      const next = (): void => {
        const answer = left.shift();
        if (answer !== undefined) socket.write(answer);
      };
      socket.on('data', next);
      next();
    },
  };
}

interface State {
  readonly state: string;
  readonly phase: RegExp;
  readonly bmc?: FakeBmcOptions;
  /** Brings the viewer into that state. */
  readonly enter: (viewer: TestViewer, bmc: Socket) => Promise<void>;
}

/** Waits until the proxy has sent so much to the BMC, in answer to what that said. */
function answered(bytes: number): State['enter'] {
  return async (_viewer, bmc) => {
    await eventually('the answers of the proxy', () => bmc.bytesRead === bytes);
  };
}

const STATES: readonly State[] = [
  {
    state: 'the BMC says nothing',
    // Nobody can tell from outside when the one becomes the other.
    phase: /^(dialling|console-handshake)$/,
    bmc: stopsAfter(),
    enter: answered(0),
  },
  {
    state: 'the BMC has said its version',
    phase: /^console-handshake$/,
    bmc: stopsAfter(VERSION),
    enter: answered(12),
  },
  {
    state: 'the BMC has offered its security',
    phase: /^console-handshake$/,
    bmc: stopsAfter(VERSION, Buffer.of(1, 2)),
    enter: answered(13),
  },
  {
    state: 'the BMC has sent half of its challenge',
    phase: /^console-handshake$/,
    bmc: stopsAfter(VERSION, Buffer.of(1, 2), Buffer.alloc(8)),
    enter: answered(13),
  },
  {
    state: 'the viewer has read a version',
    phase: /^viewer-handshake$/,
    enter: async (viewer) => {
      await viewer.take(VERSION.length);
    },
  },
  {
    state: 'the viewer has sent half of its version',
    phase: /^viewer-handshake$/,
    enter: async (viewer) => {
      await viewer.take(VERSION.length);
      viewer.send(VERSION.subarray(0, 6));
    },
  },
  {
    state: 'the viewer has read what security there is',
    phase: /^viewer-handshake$/,
    enter: async (viewer) => {
      await viewer.take(VERSION.length);
      viewer.send(VERSION);
      await viewer.take(2);
    },
  },
  {
    state: 'the viewer has not sent ClientInit',
    phase: /^relaying$/,
    enter: async (viewer) => {
      await viewer.handshake();
    },
  },
  {
    state: 'a picture is half sent',
    phase: /^relaying$/,
    enter: async (viewer) => {
      await viewer.handshake();
      viewer.send(Buffer.of(1));
      await viewer.take(SERVER_INIT.length - 5);
    },
  },
];

interface Closer {
  readonly closer: string;
  readonly reason: string;
  readonly leave: (viewer: TestViewer, bmc: Socket) => Promise<void>;
}

const CLOSERS: readonly Closer[] = [
  {
    closer: 'the viewer closes',
    reason: 'viewer-left',
    leave: async (viewer) => {
      await viewer.close();
    },
  },
  {
    closer: 'the viewer vanishes',
    reason: 'viewer-left',
    leave: async (viewer) => {
      await viewer.vanish();
    },
  },
  {
    closer: 'the BMC hangs up',
    reason: 'console-ended',
    leave: async (viewer, bmc) => {
      bmc.end();
      await viewer.closed;
    },
  },
  {
    closer: 'the BMC resets the connection',
    reason: 'console-ended',
    leave: async (viewer, bmc) => {
      bmc.resetAndDestroy();
      await viewer.closed;
    },
  },
];

const CASES = STATES.flatMap((state) => CLOSERS.map((closer) => ({ ...state, ...closer })));

/** When the kernel asks next whether the other side lives, in milliseconds, by the port of that side. See proc(5). */
async function keepAliveMs(port: number): Promise<number | undefined> {
  const remote = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const lines = (await readFile('/proc/net/tcp', 'utf8')).split('\n').map((line) => line.trim().split(/\s+/));
  const [timer, hundredths] =
    lines.find(([, , rem = '', state]) => rem.endsWith(remote) && state === '01')?.[5]?.split(':') ?? [];
  return timer === '02' && hundredths !== undefined ? Number.parseInt(hundredths, 16) * 10 : undefined;
}

describe('a connection of which one side goes', () => {
  let fixture: ProxyFixture;

  afterEach(async () => {
    await fixture.close();
  });

  it.each(CASES)('frees both and its slot where $closer while $state', async (each) => {
    fixture = await ProxyFixture.open({
      connection: { slots: 1 },
      ...(each.bmc === undefined ? {} : { bmc: each.bmc }),
    });
    const { session_key: sessionKey } = await fixture.redeem();
    const before = await countOpenDescriptors();
    const viewer = await fixture.connect({ sessionKey });
    await eventually('the dial', () => fixture.bmc.sockets.size === 1);
    const [bmc] = fixture.bmc.sockets;
    if (bmc === undefined) throw new Error('The BMC has no viewer');
    await each.enter(viewer, bmc);
    await each.leave(viewer, bmc);

    await eventually('the audit', () => fixture.log.events('session-closed').length === 1);
    expect(fixture.log.events('session-closed')).toMatchObject([
      { reason: each.reason, phase: expect.stringMatching(each.phase) },
    ]);
    await eventually('the BMC to be left', () => fixture.bmc.sockets.size === 0);
    await eventually('descriptors', async () => (await countOpenDescriptors()) <= before);
    // The only slot is free: the next viewer gets as far as to dial.
    const next = await fixture.connect({ sessionKey });
    await eventually('the next dial', () => fixture.bmc.connections === 2);
    await next.vanish();
  });

  it('is asked for a sign of life after half a minute, as a BMC without power says nothing', async () => {
    fixture = await ProxyFixture.open();
    const viewer = await fixture.watch();
    await viewer.take(SERVER_INIT.length);
    await eventually('the keep-alive timer', async () => {
      const dueMs = await keepAliveMs(fixture.bmc.port);
      return dueMs !== undefined && dueMs <= 30_000;
    });
  });
});
