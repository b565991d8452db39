import { Inbox } from './inbox.js';

function createInbox(maxHeldBytes: number): { inbox: Inbox; calls: string[] } {
  const calls: string[] = [];
  const source = { pause: () => calls.push('pause'), resume: () => calls.push('resume') };
  return { inbox: new Inbox(source, maxHeldBytes), calls };
}

describe('Inbox', () => {
  it('hands over what came before in the order in which it came', () => {
    const { inbox } = createInbox(64);
    const received: string[] = [];
    inbox.push(Buffer.from('a'));
    inbox.push(Buffer.from('b'));
    inbox.receive((chunk) => received.push(chunk.toString()));
    inbox.push(Buffer.from('c'));
    expect(received).toEqual(['a', 'b', 'c']);
  });

  it('keeps what a receiver gives back, before all that follows, for the next one', () => {
    const { inbox } = createInbox(64);
    inbox.push(Buffer.from('handshake+rest'));
    inbox.push(Buffer.from('more'));
    inbox.receive((chunk) => {
      inbox.unread(chunk.subarray('handshake'.length));
    });
    inbox.push(Buffer.from('last'));
    const received: string[] = [];
    inbox.receive((chunk) => received.push(chunk.toString()));
    expect(received).toEqual(['+rest', 'more', 'last']);
  });

  it('pauses its source above the bound, and resumes it for a receiver', () => {
    const { inbox, calls } = createInbox(4);
    inbox.push(Buffer.alloc(4));
    expect(calls).toEqual([]);
    inbox.push(Buffer.alloc(1));
    expect(calls).toEqual(['pause']);
    inbox.receive(() => undefined);
    expect(calls).toEqual(['pause', 'resume']);
  });
});
