import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { IRONBRIDGE } from '../support/ironbridge.js';

const run = promisify(execFile);

describe('a reader that closes the pipe early', () => {
  it('is no failure of the command', async () => {
    const { stdout, stderr } = await run('sh', [
      '-c',
      '{ "$0" config options; echo "ended with $?" >&2; } | true',
      IRONBRIDGE,
    ]);
    expect(stdout).toBe('');
    expect(stderr).toBe('ended with 0\n');
  });
});
