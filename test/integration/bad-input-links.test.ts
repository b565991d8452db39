import { eventually } from '@ironbridge/testkit';
import { expectConsole } from '../support/console-state.js';
import { ConsoleViewer, redeem, sessionKeyOf, tokenOf } from '../support/console-viewer.js';
import { enableConsole, newLink } from '../support/enable-console.js';
import { startIronbridge, type Ironbridge } from '../support/ironbridge.js';
import { startBmc, type SimulatedBmc } from '../support/simulated-bmc.js';

jest.setTimeout(60_000);

/** What a person is told of a link that opens nothing, whatever the cause. */
const REFUSAL = {
  code: 'ERR_TOKEN_REJECTED',
  message: 'This link is no longer valid; ask for a new one',
  request_id: expect.stringMatching(/^.{8,}$/),
};

const withToken = (link: string, token: string): string => {
  const url = new URL(link);
  url.hash = `token=${token}`;
  return url.href;
};

/** Claims of one token under the signature of another. */
const splice = (claimed: string, signed: string): string =>
  `${tokenOf(claimed).split('.')[0] ?? ''}.${tokenOf(signed).split('.')[1] ?? ''}`;

describe('links that open nothing', () => {
  let ironbridge: Ironbridge;
  let shortLived: Ironbridge;
  let bmcs: readonly SimulatedBmc[];

  /** Each makes a link that must not open anything. */
  const LINKS: readonly { readonly which: string; readonly make: () => Promise<string> }[] = [
    { which: 'of no form', make: async () => withToken(await newLink(ironbridge, 'a'), 'nonsense') },
    { which: 'of no token', make: async () => withToken(await newLink(ironbridge, 'a'), '') },
    {
      which: 'that is forged',
      make: async () => {
        const link = await newLink(ironbridge, 'a');
        return withToken(link, splice(link, await newLink(ironbridge, 'b')));
      },
    },
    {
      which: 'of another Ironbridge',
      make: async () =>
        withToken(await newLink(ironbridge, 'a'), tokenOf(await newLink(shortLived, 'short'))),
    },
    {
      which: 'that was used (LP#1197459)',
      make: async () => {
        const link = await newLink(ironbridge, 'a');
        await sessionKeyOf(link);
        return link;
      },
    },
    {
      which: 'that has expired',
      make: async () => {
        const link = await newLink(shortLived, 'short');
        const madeMs = Date.now();
        await eventually(() => {
          if (Date.now() <= madeMs + 1000) throw new Error('Its second has not passed');
        });
        return link;
      },
    },
    {
      which: 'to an earlier console of the node (CVE-2013-0335)',
      make: async () => {
        const link = await newLink(ironbridge, 'b');
        await ironbridge.setConsole('b', false);
        await expectConsole(ironbridge, 'b', 'disabled');
        await enableConsole(ironbridge, 'b');
        return link;
      },
    },
    {
      which: 'to a console that was disabled',
      make: async () => {
        const link = await enableConsole(ironbridge, 'c');
        await ironbridge.setConsole('c', false);
        return link;
      },
    },
  ];

  beforeAll(async () => {
    bmcs = await Promise.all([startBmc(), startBmc(), startBmc(), startBmc()]);
    [ironbridge, shortLived] = await Promise.all([
      startIronbridge(),
      startIronbridge({ config: { consoleauth: { token_ttl: '1' } } }),
    ]);
    const [a, b, c, short] = bmcs;
    await Promise.all([
      ironbridge.enrol('a', a?.driverInfo ?? {}),
      ironbridge.enrol('b', b?.driverInfo ?? {}),
      ironbridge.enrol('c', c?.driverInfo ?? {}),
      shortLived.enrol('short', short?.driverInfo ?? {}),
    ]);
    await Promise.all([
      enableConsole(ironbridge, 'a'),
      enableConsole(ironbridge, 'b'),
      enableConsole(shortLived, 'short'),
    ]);
  });

  it.each(LINKS)('a link $which is refused, in one text for all causes', async ({ make }) => {
    const link = await make();
    const { status, body } = await redeem(link);
    expect(status).toBe(401);
    expect(JSON.parse(body)).toEqual({ error: REFUSAL });
    const { origin } = new URL(link);
    await expect(ConsoleViewer.open(origin, { token: tokenOf(link) })).rejects.toThrow('401');
    expect(bmcs.map(({ simulator }) => simulator.activeVncSessions)).toEqual([0, 0, 0, 0]);
  });

  it('a session key that is none is refused in the same way', async () => {
    const sessionKey = 'A'.repeat(43);
    await expect(ConsoleViewer.open(ironbridge.proxyUrl, { sessionKey })).rejects.toThrow('401');
  });

  it('a session ends with its console, and its key opens nothing after', async () => {
    const sessionKey = await sessionKeyOf(await newLink(ironbridge, 'a'));
    const viewer = await ConsoleViewer.open(ironbridge.proxyUrl, { sessionKey });
    await ironbridge.setConsole('a', false);
    expect(await viewer.closed).toEqual({
      code: 4404,
      reason: 'This console was disabled or replaced; ask for a new link',
    });
    await expect(ConsoleViewer.open(ironbridge.proxyUrl, { sessionKey })).rejects.toThrow('401');
    await expectConsole(ironbridge, 'a', 'disabled');
    await enableConsole(ironbridge, 'a');
    await expect(ConsoleViewer.open(ironbridge.proxyUrl, { sessionKey })).rejects.toThrow('401');
  });
});
