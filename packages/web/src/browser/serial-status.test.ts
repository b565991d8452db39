import { parseSerialStatus, serialStatusText, type SerialStatus } from './serial-status.js';

const UP: SerialStatus = { line: 'up', reason: null, writable: true, writer: 'ada', readers: 1 };

describe('parseSerialStatus', () => {
  it('reads what the proxy tells', () => {
    expect(parseSerialStatus(JSON.stringify({ type: 'status', ...UP }))).toEqual(UP);
  });

  it.each([
    '',
    '[]',
    '{"type":"bell"}',
    JSON.stringify({ ...UP, type: 'status', line: 'sideways' }),
    JSON.stringify({ ...UP, type: 'status', writable: 'yes' }),
    JSON.stringify({ ...UP, type: 'status', readers: null }),
  ])('takes %j for none', (text) => {
    expect(parseSerialStatus(text)).toBeNull();
  });
});

describe('serialStatusText', () => {
  it.each<[string, Partial<SerialStatus>, boolean]>([
    ['', {}, false],
    ['bob is typing; you are watching.', { writable: false, writer: 'bob' }, false],
    ['You are watching.', { writable: false, writer: null }, false],
    ['This link is for watching only.', { writable: false }, true],
    [
      'The line is down (SOL session closed by BMC). It is being restored; this page goes on by itself.',
      { line: 'down', reason: 'SOL session closed by BMC' },
      false,
    ],
    [
      'The line is down. It is being restored; this page goes on by itself.',
      { line: 'down', writable: false },
      true,
    ],
  ])('says %j', (text, changes, isReadOnly) => {
    expect(serialStatusText({ ...UP, ...changes }, isReadOnly)).toBe(text);
  });
});
