import { EventHub } from './event-hub.js';
import type { StoreEvent } from './store.js';

const event: StoreEvent = { type: 'session', sessionId: 's' };

describe('EventHub', () => {
  it('tells every listener until it is taken off', () => {
    const hub = new EventHub();
    const listener = jest.fn();
    const undo = [hub.subscribe(listener), hub.subscribe(listener)];
    hub.publish(event);
    undo[0]?.();
    hub.publish(event);
    undo[1]?.();
    hub.publish(event);
    expect(listener.mock.calls).toEqual([[event], [event], [event]]);
  });

  it('tells the others when a listener throws, and brings up its error', () => {
    const hub = new EventHub();
    const failure = new TypeError('defect');
    const later = jest.spyOn(globalThis, 'queueMicrotask').mockImplementation(() => undefined);
    const listener = jest.fn();
    hub.subscribe(() => {
      throw failure;
    });
    hub.subscribe(listener);
    hub.publish(event);
    const raise = later.mock.calls[0]?.[0];
    later.mockRestore();
    expect(listener).toHaveBeenCalledTimes(1);
    expect(raise).toThrow(failure);
  });
});
