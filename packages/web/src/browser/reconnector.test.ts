import { Reconnector, type ConsoleLink, type ConsoleLinkEvents, type ViewerState } from './reconnector.js';

interface OpenedLink {
  readonly events: ConsoleLinkEvents;
  readonly close: jest.Mock;
}

function setUp() {
  const links: OpenedLink[] = [];
  const states: ViewerState[] = [];
  const onSessionEnded = jest.fn();
  const reconnector = new Reconnector({
    openLink: (events): ConsoleLink => {
      const link = { events, close: jest.fn() };
      links.push(link);
      return link;
    },
    onState: (state) => states.push(state),
    onSessionEnded,
    random: () => 1,
  });
  const last = (): OpenedLink => {
    const link = links.at(-1);
    if (link === undefined) throw new Error('no link was opened');
    return link;
  };
  const lose = (code = 1006): void => {
    last().events.onClosed({ code, reason: '' });
  };
  return { reconnector, links, states, last, lose, onSessionEnded };
}

describe('Reconnector', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('counts down and opens a new link after a loss', () => {
    const { reconnector, links, states, last, lose } = setUp();
    reconnector.connect();
    last().events.onConnected();
    lose();
    jest.advanceTimersByTime(999);
    expect(links).toHaveLength(1);
    jest.advanceTimersByTime(1);
    expect(links).toHaveLength(2);
    expect(states.map(({ name }) => name)).toEqual(['connecting', 'connected', 'reconnecting', 'connecting']);
  });

  it('tells each second that is left', () => {
    const { reconnector, states, lose } = setUp();
    reconnector.connect();
    lose();
    jest.advanceTimersByTime(1_000);
    lose();
    jest.advanceTimersByTime(1_999);
    const seconds = states.flatMap((state) => (state.name === 'reconnecting' ? [state.secondsLeft] : []));
    expect(seconds).toEqual([1, 2, 1]);
  });

  it('waits longer each time while connections break at once', () => {
    const { reconnector, links, last, lose } = setUp();
    reconnector.connect();
    for (const waitMs of [1_000, 2_000, 4_000, 8_000, 15_000]) {
      last().events.onConnected();
      lose();
      const opened = links.length;
      jest.advanceTimersByTime(waitMs - 1);
      expect(links).toHaveLength(opened);
      jest.advanceTimersByTime(1);
      expect(links).toHaveLength(opened + 1);
    }
  });

  it('starts the back-off afresh after a connection that held', () => {
    const { reconnector, links, last, lose } = setUp();
    reconnector.connect();
    lose();
    jest.advanceTimersByTime(1_000);
    last().events.onConnected();
    jest.advanceTimersByTime(10_000);
    lose();
    jest.advanceTimersByTime(1_000);
    expect(links).toHaveLength(3);
  });

  it('gives up after six minutes without a connection, and lets the person try', () => {
    const { reconnector, states, links, lose } = setUp();
    reconnector.connect();
    for (let losses = 0; losses < 100 && states.at(-1)?.name !== 'ended'; losses += 1) {
      lose();
      jest.advanceTimersByTime(15_000);
    }
    expect(states.at(-1)).toMatchObject({ name: 'ended', canReconnect: true });
    expect(links.length).toBeLessThan(40);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('ends, and forgets the session, when the link is no longer valid', () => {
    const { reconnector, states, lose, onSessionEnded } = setUp();
    reconnector.connect();
    lose(4401);
    expect(states.at(-1)).toMatchObject({ name: 'ended', canReconnect: false });
    expect(onSessionEnded).toHaveBeenCalledTimes(1);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('takes the third refusal in a row of a proxy that is up for an answer', () => {
    const { reconnector, states, last } = setUp();
    const refuse = (): void => {
      last().events.onClosed({ code: 1006, reason: '' }, { isUpgradeRefused: true });
      jest.advanceTimersByTime(15_000);
    };
    reconnector.connect();
    refuse();
    refuse();
    expect(states.at(-1)).toEqual({ name: 'connecting' });
    refuse();
    expect(states.at(-1)).toMatchObject({ name: 'ended', canReconnect: true });
  });

  it('counts refusals afresh after a loss of another kind', () => {
    const { reconnector, states, last, lose } = setUp();
    reconnector.connect();
    for (const isUpgradeRefused of [true, true, false, true, true]) {
      if (isUpgradeRefused) last().events.onClosed({ code: 1006, reason: '' }, { isUpgradeRefused });
      else lose();
      jest.advanceTimersByTime(15_000);
    }
    expect(states.at(-1)).toEqual({ name: 'connecting' });
  });

  it('hurries when the network is back, and only while it waits', () => {
    const { reconnector, links, lose } = setUp();
    reconnector.connect();
    reconnector.hurry();
    expect(links).toHaveLength(1);
    lose();
    reconnector.hurry();
    expect(links).toHaveLength(2);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('does not reconnect after the person disconnected', () => {
    const { reconnector, links, states, last } = setUp();
    reconnector.connect();
    const link = last();
    reconnector.disconnect();
    link.events.onClosed({ code: 1006, reason: '' });
    jest.advanceTimersByTime(60_000);
    expect(link.close).toHaveBeenCalledTimes(1);
    expect(links).toHaveLength(1);
    expect(states.at(-1)).toMatchObject({ name: 'ended', canReconnect: true });
  });

  it('listens to no link that it dropped', () => {
    const { reconnector, states, links, lose } = setUp();
    reconnector.connect();
    lose();
    reconnector.connect();
    links[0]?.events.onConnected();
    expect(states.at(-1)).toEqual({ name: 'connecting' });
  });
});
