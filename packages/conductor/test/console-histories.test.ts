import { silentLogger, type Logger } from '@ironbridge/common';
import { eventually, FakeClock } from '@ironbridge/testkit';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, stat, symlink, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConsoleHistories, type ConsoleHistoriesOptions } from '../src/index.js';
import { SerialHubFixture } from './support/serial-hub-fixture.js';

const DAY_MS = 86_400_000;
const MIB = 1024 * 1024;

describe('ConsoleHistories', () => {
  let directory: string;
  const nodeUuid = randomUUID();

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ironbridge-history-'));
  });

  afterEach(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  function histories(options: Partial<ConsoleHistoriesOptions> = {}): ConsoleHistories {
    return new ConsoleHistories({
      directory,
      maxBytes: 4 * MIB,
      maxAgeMs: 30 * DAY_MS,
      log: silentLogger,
      ...options,
    });
  }

  async function sizeOnDisk(): Promise<number> {
    const names = await readdir(join(directory, nodeUuid));
    const sizes = await Promise.all(names.map((name) => stat(join(directory, nodeUuid, name))));
    return sizes.reduce((sum, { size }) => sum + size, 0);
  }

  it('keeps what was said, in files that only their owner reads', async () => {
    const all = histories();
    const history = all.record(nodeUuid, () => undefined);
    history.write(Buffer.from('booting\r\n'));
    history.write(Buffer.from('login: '));
    await history.close();
    const text = await all.read(nodeUuid, { limitBytes: 1000 });
    expect(text).toMatch(/^\d{4}-\d{2}-\d{2}T[\d:.]{12}Z booting\n\S+ login: $/);
    const [name = ''] = await readdir(join(directory, nodeUuid));
    expect((await stat(join(directory, nodeUuid, name))).mode & 0o777).toBe(0o600);
    expect((await stat(join(directory, nodeUuid))).mode & 0o777).toBe(0o700);
  });

  it('goes on where an earlier life stopped, on a new line', async () => {
    const all = histories();
    for (const text of ['half a li', 'next life\n']) {
      const history = all.record(nodeUuid, () => undefined);
      history.write(Buffer.from(text));
      await history.close();
    }
    expect(await all.read(nodeUuid, { limitBytes: 1000 })).toMatch(/ half a li\n\S+ next life\n$/);
    expect(await readdir(join(directory, nodeUuid))).toHaveLength(1);
  });

  it('never takes more of the disk than it may, and keeps the newest', async () => {
    const clock = new FakeClock();
    const all = histories({ clock });
    const history = all.record(nodeUuid, () => undefined);
    const line = Buffer.from(`${'x'.repeat(99)}\n`);
    for (let chunk = 0; chunk < 120; chunk++) {
      for (let each = 0; each < 1000; each++) history.write(line);
      const written = (chunk + 1) * 1000;
      history.write(Buffer.from(`line ${String(written)}\n`));
      await clock.advance(1000);
      await eventually(async () => {
        expect(await all.read(nodeUuid, { limitBytes: 100 })).toContain(`line ${String(written)}\n`);
      });
      expect(await sizeOnDisk()).toBeLessThanOrEqual(4 * MIB);
    }
    await history.close();
    expect(await sizeOnDisk()).toBeGreaterThan(2 * MIB);
  }, 60_000);

  it('reads the newest whole lines within a limit, and from a time on', async () => {
    const clock = new FakeClock();
    const all = histories({ clock });
    const history = all.record(nodeUuid, () => undefined);
    history.write(Buffer.from('one\ntwo\n'));
    await clock.advance(10_000);
    const since = clock.now();
    history.write(Buffer.from('three\n'));
    await history.close();
    expect(await all.read(nodeUuid, { limitBytes: 1000, since })).toBe(`${since.toISOString()} three\n`);
    expect(await all.read(nodeUuid, { limitBytes: 40 })).toBe(`${since.toISOString()} three\n`);
    const later = new Date(since.getTime() + 1);
    expect(await all.read(nodeUuid, { limitBytes: 1000, since: later })).toBe('');
    expect(await all.read(randomUUID(), { limitBytes: 1000 })).toBe('');
  });

  it('removes what is too old, also of consoles that say nothing any more, and all of a node that is deleted', async () => {
    const all = histories();
    for (const uuid of [nodeUuid, randomUUID()]) {
      const history = all.record(uuid, () => undefined);
      history.write(Buffer.from('old\n'));
      await history.close();
    }
    const [name = ''] = await readdir(join(directory, nodeUuid));
    const old = new Date(Date.now() - 31 * DAY_MS);
    await utimes(join(directory, nodeUuid, name), old, old);
    await all.prune();
    expect(await all.read(nodeUuid, { limitBytes: 100 })).toBe('');
    const [other = ''] = (await readdir(directory)).filter((each) => each !== nodeUuid);
    expect(await all.read(other, { limitBytes: 100 })).toContain('old');
    await all.remove(other);
    expect(await readdir(directory)).not.toContain(other);
  });

  describe('on a disk that is full', () => {
    it('costs the history and not the console, warns once, and goes on when there is room', async () => {
      const warnings: string[] = [];
      const log: Logger = {
        ...silentLogger,
        warn: (...said: unknown[]) => warnings.push(String(said.at(-1))),
      };
      const all = histories({ retryMs: 50, log });
      // Each write to /dev/full fails with ENOSPC.
      await mkdir(join(directory, nodeUuid));
      const file = join(directory, nodeUuid, `${String(Date.now())}.log`);
      await symlink('/dev/full', file);
      const fixture = await SerialHubFixture.open({ histories: all });
      try {
        const line = await fixture.openLine();
        const { connection } = await fixture.publish(line, { nodeUuid });
        const viewer = await fixture.view(connection);
        line.say('while it was full\r\n');
        await viewer.whenSeen('while it was full');
        await eventually(() => {
          expect(warnings).toHaveLength(1);
        });
        line.say('still full\r\n');
        await viewer.whenSeen('still full');
        await rm(file);
        line.say('room again\r\n');
        await viewer.whenSeen('room again');
        await eventually(async () => {
          line.say('.');
          expect(await all.read(nodeUuid, { limitBytes: 1000 })).toMatch(/bytes are missing|room again/);
        });
        expect(warnings).toHaveLength(1);
      } finally {
        await fixture.close();
      }
    });
  });
});
