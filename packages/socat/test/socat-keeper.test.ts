import { SystemProcessRunner } from '@ironbridge/base';
import { Deadline, Secret } from '@ironbridge/common';
import {
  RuntimeDirectoryError,
  SocatFailedError,
  SocatKeeper,
  digestOfProgram,
  type WaitLimits,
} from '@ironbridge/socat';
import { eventually } from '@ironbridge/testkit';
import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWithPrograms } from '../../../test/support/requires-program.js';

const PASSWORD = 'S3rial-pass';
const runner = new SystemProcessRunner();
const limits = (): WaitLimits => ({ deadline: Deadline.after(8000), signal: new AbortController().signal });

describeWithPrograms('SocatKeeper', ['/usr/bin/socat'], () => {
  let directory: string;
  let keeper: SocatKeeper;
  const sockets: Socket[] = [];
  const uuids: string[] = [];

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ironbridge-test-'));
    keeper = newKeeper();
  });

  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await Promise.all(uuids.splice(0).map((uuid) => keeper.end(uuid)));
    await rm(directory, { recursive: true, force: true });
  });

  const newKeeper = (): SocatKeeper =>
    new SocatKeeper(runner, { runtimeDirectory: directory, startTimeoutMs: 5000, killTimeoutMs: 1000 });

  function newUuid(): string {
    const uuid = randomUUID();
    uuids.push(uuid);
    return uuid;
  }

  /** A connection, and the text that came over it so far. */
  function open(uuid: string): { socket: Socket; text: () => string } {
    const socket = connect(keeper.socketPath(uuid)).on('error', () => undefined);
    sockets.push(socket);
    let text = '';
    socket.setEncoding('latin1').on('data', (data) => {
      text += data.toString();
    });
    return { socket, text: () => text };
  }

  const processes = (uuid: string): ReturnType<SystemProcessRunner['find']> =>
    runner.find('IRONBRIDGE_CONSOLE', join(directory, uuid));

  it('gives the program its arguments as they are, socat and shell syntax included', async () => {
    const uuid = newUuid();
    const args = [
      'a b',
      '$(touch x)',
      '`id`',
      ',EXEC:id',
      ';id',
      '"',
      "'",
      '\\',
      '%s',
      ' lead',
      '-f',
      '!!x',
      '',
    ];
    await keeper.start(uuid, { file: 'printf', args: ['[%s]', ...args] }, limits());
    const { text } = open(uuid);
    await eventually(() => {
      expect(text()).toBe(args.map((arg) => `[${arg}]`).join(''));
    });
  });

  it('relays both ways, hides the secret, and lets only its owner in', async () => {
    const uuid = newUuid();
    const script = 'IFS= read -r secret </dev/fd/3; [ "$secret" = "$0" ] || echo "got it"; exec cat';
    await keeper.start(uuid, { file: 'sh', args: ['-c', script], secrets: [new Secret(PASSWORD)] }, limits());
    const { socket, text } = open(uuid);
    socket.write('hello\n');
    await eventually(() => {
      expect(text()).toBe('got it\nhello\n');
    });
    expect((await stat(keeper.socketPath(uuid))).mode & 0o777).toBe(0o600);
    for (const { pid } of await processes(uuid)) {
      for (const file of ['cmdline', 'environ']) {
        expect(await readFile(`/proc/${String(pid)}/${file}`, 'latin1')).not.toContain(PASSWORD);
      }
    }
    for (const name of await readdir(directory)) {
      if (!name.endsWith('.sock'))
        expect(await readFile(join(directory, name), 'latin1')).not.toContain(PASSWORD);
    }
  });

  it('lets the program take leave when the connection ends', async () => {
    const uuid = newUuid();
    const file = join(directory, 'left');
    await keeper.start(uuid, { file: 'sh', args: ['-c', `cat; echo left >${file}`] }, limits());
    const { socket, text } = open(uuid);
    socket.write('x\n');
    await eventually(() => {
      expect(text()).toContain('x');
    });
    socket.destroy();
    await eventually(async () => {
      expect(await readFile(file, 'utf8')).toBe('left\n');
    });
  });

  it('is found again by another host, which ends it with all its children', async () => {
    const uuid = newUuid();
    const program = { file: 'sh', args: ['-c', 'trap "" TERM HUP; echo up; sleep 60'] };
    const kept = { digest: digestOfProgram(program), socat: await keeper.start(uuid, program, limits()) };
    const { text } = open(uuid);
    await eventually(() => {
      expect(text()).toContain('up');
    });
    const other = newKeeper();
    expect(await other.isServing(uuid, program, kept)).toBe(true);
    expect(await other.isServing(uuid, { ...program, secrets: [new Secret('new')] }, kept)).toBe(false);
    expect(await other.isServing(uuid, program, { ...kept, socat: null })).toBe(false);
    expect((await processes(uuid)).length).toBeGreaterThanOrEqual(4);
    expect(await other.end(uuid)).toBeGreaterThanOrEqual(4);
    expect(await processes(uuid)).toEqual([]);
    expect(await other.isServing(uuid, program, kept)).toBe(false);
    expect((await readdir(directory)).filter((name) => name.includes(uuid))).toEqual([]);
    expect(await other.end(uuid)).toBe(0);
  });

  it('takes over what socats that were killed left behind', async () => {
    const uuid = newUuid();
    const { pid } = await keeper.start(uuid, { file: 'cat', args: [] }, limits());
    process.kill(pid, 'SIGKILL');
    await eventually(async () => {
      expect(await processes(uuid)).toEqual([]);
    });
    await stat(keeper.socketPath(uuid));
    const program = { file: 'echo', args: ['again'] };
    const kept = { digest: digestOfProgram(program), socat: await keeper.start(uuid, program, limits()) };
    expect(await keeper.isServing(uuid, program, kept)).toBe(true);
    const { text } = open(uuid);
    await eventually(() => {
      expect(text()).toBe('again\n');
    });
  });

  it('says why socat does not listen', async () => {
    const uuid = newUuid();
    const failing = new SocatKeeper(
      {
        run: (...args) => runner.run(...args),
        start: (call, file) =>
          runner.start({ ...call, file: 'sh', args: ['-c', 'echo "no room" >&2; sleep 0.05'] }, file),
        isAlive: (identity) => runner.isAlive(identity),
        find: (...args) => runner.find(...args),
        end: (...args) => runner.end(...args),
      },
      { runtimeDirectory: directory, startTimeoutMs: 5000, killTimeoutMs: 100 },
    );
    const start = failing.start(uuid, { file: 'cat', args: [] }, limits());
    await expect(start).rejects.toBeInstanceOf(SocatFailedError);
    await expect(start).rejects.toThrow('no room');
  });

  it.each([
    ['is open to others', (path: string) => chmod(path, 0o755)],
    [
      'is no directory',
      async (path: string) => {
        await rm(path, { recursive: true });
        await writeFile(path, '');
      },
    ],
  ])('refuses a runtime directory that %s', async (_, prepare) => {
    await prepare(directory);
    const start = keeper.start(randomUUID(), { file: 'cat', args: [] }, limits());
    await expect(start).rejects.toBeInstanceOf(RuntimeDirectoryError);
    await expect(start).rejects.toThrow(`[console] runtime_directory ${directory}`);
  });

  it('refuses a runtime directory in which the path of a socket does not fit', async () => {
    directory = join(directory, 'x'.repeat(66));
    const start = newKeeper().start(randomUUID(), { file: 'cat', args: [] }, limits());
    await expect(start).rejects.toBeInstanceOf(RuntimeDirectoryError);
  });
});
