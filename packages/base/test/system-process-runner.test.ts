import {
  ProgramMissingError,
  SystemProcessRunner,
  type ProcessIdentity,
  type ProgramCall,
} from '@ironbridge/base';
import { Deadline, Secret, TimeoutError } from '@ironbridge/common';
import { eventually } from '@ironbridge/testkit';
import { pbkdf2, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const MARK = 'IRONBRIDGE_TEST_MARK';
const runner = new SystemProcessRunner();
const limits = (): { deadline: Deadline } => ({ deadline: Deadline.after(8000) });

let directory: string;
const started: ProcessIdentity[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ironbridge-test-'));
});

afterAll(async () => {
  await Promise.all(started.map((identity) => runner.end(identity, 0)));
  await rm(directory, { recursive: true });
});

async function start(
  call: ProgramCall,
): Promise<{ identity: ProcessIdentity; output: () => Promise<string> }> {
  const file = join(directory, randomUUID());
  const identity = await runner.start(call, file);
  started.push(identity);
  return { identity, output: () => readFile(file, 'utf8') };
}

/** A shell that says when it is ready, and waits. */
async function startShell(script: string, env = {}): Promise<ProcessIdentity> {
  const { identity, output } = await start({
    file: 'sh',
    args: ['-c', `${script}echo ready; sleep 60 & wait; wait`],
    env,
  });
  await eventually(async () => {
    expect(await output()).toBe('ready\n');
  });
  return identity;
}

describe('SystemProcessRunner', () => {
  describe('run', () => {
    it('gives arguments as they are, whatever they hold', async () => {
      const args = ['a b', '$(id)', '`id`', ';id', '"', "'", '\n', ''];
      const { stdout } = await runner.run({ file: 'printf', args: ['[%s]', ...args] }, limits());
      expect(stdout).toBe(args.map((arg) => `[${arg}]`).join(''));
    });

    it('tells how the program ended, and what it said', async () => {
      const call = { file: 'sh', args: ['-c', 'echo out; echo err >&2; exit 3'] };
      expect(await runner.run(call, limits())).toEqual({ exitCode: 3, stdout: 'out\n', stderr: 'err\n' });
    });

    it('shows nothing of its own environment but PATH', async () => {
      process.env['IRONBRIDGE_TEST_MARK'] = 'here';
      const { stdout } = await runner.run({ file: 'env', args: [], env: { GIVEN: '1' } }, limits());
      delete process.env['IRONBRIDGE_TEST_MARK'];
      expect(stdout.split('\n').map((line) => line.split('=', 1)[0])).toEqual([
        'PATH',
        'LC_ALL',
        'GIVEN',
        '',
      ]);
    });

    it('hands secrets over as descriptors that can be read twice and have no name', async () => {
      const call = {
        file: 'sh',
        args: [
          '-c',
          'cat /dev/fd/3 /dev/fd/3 /dev/fd/4; readlink /proc/self/fd/3; tr "\\0" "\\n" </proc/$$/environ',
        ],
        secrets: [new Secret('s3cret '), new Secret(Buffer.from([0x61, 0x62, 0x0a]))],
      };
      const { stdout } = await runner.run(call, limits());
      expect(stdout).toMatch(/^s3cret s3cret ab\n.* \(deleted\)\n/);
      expect(stdout.split('(deleted)')[1]).not.toContain('s3cret');
    });

    it('hears a program that ends before its secrets are closed', async () => {
      const call = { file: 'printf', args: ['done'], secrets: [new Secret('s3cret')] };
      const busy = new AbortController();
      // Files are closed by the few threads that these keep busy.
      const work = async (): Promise<void> => {
        while (!busy.signal.aborted) await promisify(pbkdf2)('', '', 10_000, 64, 'sha512');
      };
      const workers = Array.from({ length: 12 }, work);
      try {
        expect(await runner.run(call, { deadline: Deadline.after(3000) })).toEqual({
          exitCode: 0,
          stdout: 'done',
          stderr: '',
        });
      } finally {
        busy.abort();
        await Promise.all(workers);
      }
    });

    it('keeps no more output than it may', async () => {
      const call = { file: 'sh', args: ['-c', 'yes | head -c 1000000'] };
      const { stdout, exitCode } = await runner.run(call, { ...limits(), maxOutputBytes: 1000 });
      expect([stdout.length, exitCode]).toEqual([1000, 0]);
    });

    it('kills what does not end in time, or is no longer wanted', async () => {
      const call = { file: 'sleep', args: ['60'] };
      await expect(runner.run(call, { deadline: Deadline.after(50) })).rejects.toBeInstanceOf(TimeoutError);
      const reason = new Error('no longer');
      const controller = new AbortController();
      const run = runner.run(call, { ...limits(), signal: controller.signal });
      controller.abort(reason);
      await expect(run).rejects.toBe(reason);
    });

    it('says which program is missing', async () => {
      const run = runner.run({ file: 'no-such-program', args: [] }, limits());
      await expect(run).rejects.toBeInstanceOf(ProgramMissingError);
      await expect(run).rejects.toThrow('no-such-program');
    });
  });

  describe('start', () => {
    it('starts a session of its own whose output only its owner can read', async () => {
      const file = join(directory, randomUUID());
      const identity = await runner.start({ file: 'sleep', args: ['60'] }, file);
      started.push(identity);
      const fields = (await readFile(`/proc/${String(identity.pid)}/stat`, 'latin1'))
        .split(') ')[1]
        ?.split(' ');
      expect(fields?.[3]).toBe(String(identity.pid));
      expect((await stat(file)).mode & 0o777).toBe(0o600);
    });

    it('hands secrets over that outlive the call', async () => {
      const { output } = await start({
        file: 'sh',
        args: ['-c', 'cat /dev/fd/3; sleep 60'],
        secrets: [new Secret('s3cret')],
      });
      await eventually(async () => {
        expect(await output()).toBe('s3cret');
      });
    });

    it('says which program is missing', async () => {
      await expect(start({ file: 'no-such-program', args: [] })).rejects.toBeInstanceOf(ProgramMissingError);
    });
  });

  describe('find', () => {
    it('finds what carries a mark, children included, and nothing else', async () => {
      const value = `/kønsole/${randomUUID()}`;
      const identity = await startShell('', { [MARK]: value });
      const found = await runner.find(MARK, value);
      expect(found).toHaveLength(2);
      expect(found).toContainEqual(identity);
      expect(await runner.find(MARK, value.slice(0, -1))).toEqual([]);
      await Promise.all(found.map((each) => runner.end(each, 1000)));
      expect(await runner.find(MARK, value)).toEqual([]);
    });

    it('answers many at once, each with its own', async () => {
      const values = Array.from({ length: 3 }, () => randomUUID());
      const shells = await Promise.all(values.map((value) => startShell('', { [MARK]: value })));
      const found = await Promise.all([...values, randomUUID()].map((value) => runner.find(MARK, value)));
      expect(found.map((identities) => identities.length)).toEqual([2, 2, 2, 0]);
      for (const [index, shell] of shells.entries()) expect(found[index]).toContainEqual(shell);
      await Promise.all(found.flat().map((each) => runner.end(each, 1000)));
    });
  });

  describe('end', () => {
    it('lets a program end by itself', async () => {
      const identity = await startShell('trap "exit 0" TERM; ', {});
      expect(await runner.isAlive(identity)).toBe(true);
      await runner.end(identity, 5000);
      expect(await runner.isAlive(identity)).toBe(false);
    });

    it('kills a program that does not', async () => {
      const identity = await startShell('trap "" TERM; ');
      await runner.end(identity, 30);
      expect(await runner.isAlive(identity)).toBe(false);
    });

    it('leaves another process alone that has the pid since', async () => {
      const identity = await startShell('');
      for (const other of [
        { ...identity, startTime: '1' },
        { ...identity, bootId: randomUUID() },
      ]) {
        expect(await runner.isAlive(other)).toBe(false);
        await runner.end(other, 0);
      }
      expect(await runner.isAlive(identity)).toBe(true);
    });
  });
});
