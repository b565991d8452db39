import { parseViewerSession } from './viewer-session.js';

const answer = (changes: Record<string, unknown> = {}): string =>
  JSON.stringify({
    session_key: 'k3y-_.',
    node: { uuid: '1be26c0b-03f2-4d2e-ae87-c02d7f33c123', name: 'node-1' },
    type: 'vnc',
    mode: 'read-write',
    expires_at: '2026-11-22T12:00:00Z',
    ...changes,
  });

describe('parseViewerSession', () => {
  it('parses the answer of /redeem', () => {
    expect(parseViewerSession(answer())).toEqual({
      sessionKey: 'k3y-_.',
      nodeName: 'node-1',
      type: 'vnc',
      mode: 'read-write',
      isShallow: false,
    });
  });

  it('knows a screen that is not to be asked for many colours', () => {
    expect(parseViewerSession(answer({ screen: { depth: 8 } }))?.isShallow).toBe(true);
  });

  it('names a node without a name by its UUID', () => {
    const node = { uuid: '1be26c0b-03f2-4d2e-ae87-c02d7f33c123', name: null };
    expect(parseViewerSession(answer({ node }))?.nodeName).toBe(node.uuid);
  });

  it.each([
    ['a key that is no subprotocol', answer({ session_key: 'a, b' })],
    ['no key', answer({ session_key: undefined })],
    ['an unknown mode', answer({ mode: 'admin' })],
    ['no node', answer({ node: null })],
    ['a node without any name', answer({ node: {} })],
    ['no JSON', 'null and void'],
  ])('refuses %s', (_what, text) => {
    expect(parseViewerSession(text)).toBeNull();
  });
});
