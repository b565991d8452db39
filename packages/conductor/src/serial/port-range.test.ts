import { parsePortRange } from './port-range.js';

describe('parsePortRange', () => {
  it('reads a range whose end is no part of it', () => {
    expect(parsePortRange('10000:20000')).toEqual({ start: 10000, end: 20000 });
  });

  it.each([
    ['10000', 'Value should be in <start>:<end> format'],
    ['1:2:3', 'Value should be in <start>:<end> format'],
    ['a:b', 'Port numbers should be integers'],
    ['20:10', 'Start should not be greater than end.'],
    ['-1:10', 'Port range should be in [0, 65535]'],
    ['1:65536', 'Port range should be in [0, 65535]'],
  ])('refuses %s in Ironic’s words', (text, message) => {
    expect(() => parsePortRange(text)).toThrow(message);
  });
});
