import { parseSolStatus } from './sol-status.js';

describe('parseSolStatus', () => {
  it.each([
    ['Enabled                         : true\n 01 00 00\n', true, false],
    ['Set in progress : set-complete\nEnabled                         : false\n 01 01 00\n', false, true],
    [' 01 02 00\n', undefined, false],
    ["Info: SOL parameter 'SOL Enable (1)' not supported\n", undefined, undefined],
  ])('reads %j', (output, isEnabled, isActive) => {
    expect(parseSolStatus(output)).toEqual({ isEnabled, isActive });
  });
});
