import { Secret } from '@ironbridge/common';
import { eventually } from '@ironbridge/testkit';
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { SerialLineError } from '../src/index.js';
import { SerialHubFixture } from './support/serial-hub-fixture.js';

describe('SerialHub', () => {
  let fixture: SerialHubFixture;

  beforeEach(async () => {
    fixture = await SerialHubFixture.open({ greetingTimeoutMs: 500 });
  });

  afterEach(async () => {
    await fixture.close();
  });

  describe('viewers', () => {
    it('carries text both ways, and shows nobody the greeting', async () => {
      const line = await fixture.openLine();
      const { connection } = await fixture.publish(line);
      const viewer = await fixture.view(connection);
      expect(viewer.welcome).toEqual({ writable: true });
      viewer.type('ls\r');
      await line.whenHeard('ls\r');
      line.say('bin etc\r\n');
      await viewer.whenSeen('bin etc\r\n');
      expect(viewer.text).toBe('bin etc\r\n');
    });

    it('lets the first who came to type do so, and the next when that one leaves', async () => {
      const line = await fixture.openLine();
      const { connection } = await fixture.publish(line);
      const watcher = await fixture.view(connection, { mode: 'read-only', user: 'eve' });
      const first = await fixture.view(connection, { user: 'ada' });
      const second = await fixture.view(connection, { user: 'bob' });
      expect([first.welcome, second.welcome]).toEqual([{ writable: true }, { writable: false }]);
      const third = await fixture.view(connection, { user: 'carol' });
      await watcher.whenStatus({ writable: false, writer: 'ada', readers: 4, line: 'up' });
      third.type('x');
      third.break();
      third.socket.end();
      await watcher.whenStatus({ readers: 3 });
      first.type('a');
      await line.whenHeard('a');
      first.close();
      await second.whenStatus({ writable: true, writer: 'bob', readers: 2 });
      watcher.type('y');
      second.type('b');
      await line.whenHeard('b');
      expect(line.heard).toBe('ab');
    });

    it('shows a late joiner the last 64 KiB from the start of a line', async () => {
      const line = await fixture.openLine();
      const { connection } = await fixture.publish(line);
      const early = await fixture.view(connection);
      const rows = Array.from({ length: 4000 }, (_, index) => `row ${String(index)} of the boot log\r\n`);
      line.say(rows.join(''));
      await early.whenSeen('row 3999');
      const late = await fixture.view(connection);
      await late.whenSeen('row 3999');
      expect(late.byteCount).toBeLessThanOrEqual(64 * 1024);
      expect(late.byteCount).toBeGreaterThan(63 * 1024);
      expect(late.text).toMatch(/^row \d+ of the boot log\r\n/);
    });

    it('drops a viewer that does not read, and delays no other', async () => {
      const line = await fixture.openLine();
      const { connection } = await fixture.publish(line);
      const slow = await fixture.view(connection, { mode: 'read-only' });
      const fast = await fixture.view(connection);
      slow.socket.pause();
      const chunk = Buffer.alloc(64 * 1024, 'x');
      const total = 256;
      for (let sent = 1; sent <= total; sent++) {
        line.say(chunk);
        await eventually(() => {
          expect(fast.byteCount).toBe(sent * chunk.length);
        });
      }
      await fast.whenStatus({ readers: 1 });
      slow.socket.resume();
      await slow.whenClosed();
    });

    it('serves many viewers, and refuses those beyond its limit', async () => {
      const line = await fixture.openLine();
      const { connection } = await fixture.publish(line);
      const viewers = await Promise.all(Array.from({ length: 32 }, () => fixture.view(connection)));
      const one = fixture.dial(connection);
      await one.whenClosed();
      expect(one.refused).toBe('full');
      line.say('to all\r\n');
      await Promise.all(viewers.map((viewer) => viewer.whenSeen('to all')));
      expect(viewers.filter(({ status }) => status?.writable)).toHaveLength(1);
    });

    it('refuses a secret that no line has, and gives with one node’s secret nothing of another’s', async () => {
      const [one, other] = [await fixture.openLine(), await fixture.openLine()];
      const { connection } = await fixture.publish(one);
      await fixture.publish(other);
      const stranger = fixture.dial(connection, { secret: new Secret('guessed') });
      await stranger.whenClosed();
      expect(stranger.refused).toBe('unknown');
      const viewer = await fixture.view(connection);
      other.say('of the other\r\n');
      one.say('of this one\r\n');
      await viewer.whenSeen('of this one');
      expect(viewer.text).not.toContain('of the other');
    });

    it('closes who speaks another protocol', async () => {
      const line = await fixture.openLine();
      const { connection } = await fixture.publish(line);
      if (connection.type !== 'serial' || connection.transport.kind !== 'hub') throw new Error('not a hub');
      const socket = connect({ host: connection.transport.host, port: connection.transport.port });
      const closed = new Promise((resolve) => socket.once('close', resolve));
      socket.on('error', () => undefined);
      socket.write('GET / HTTP/1.1\r\n\r\n');
      socket.resume();
      await closed;
    });

    it('tells a viewer that saw and sent nothing for terminal_timeout, and closes it', async () => {
      const idle = await SerialHubFixture.open({ idleTimeoutMs: 200 });
      try {
        const line = await idle.openLine();
        const { connection } = await idle.publish(line);
        const viewer = await idle.view(connection);
        await viewer.whenClosed();
        expect(viewer.refused).toBe('idle');
      } finally {
        await idle.close();
      }
    });
  });

  describe('commands to the program', () => {
    it('are not given by typing, whoever types', async () => {
      const line = await fixture.openLine();
      const { connection } = await fixture.publish(line);
      const viewer = await fixture.view(connection);
      for (const byte of '~.\r~B') viewer.type(byte);
      await line.whenHeard('B');
      expect(line.heard).toBe('~~.\r~~B');
    });

    it('are given for a break, by the one who may type', async () => {
      const line = await fixture.openLine();
      const { connection } = await fixture.publish(line);
      const viewer = await fixture.view(connection);
      viewer.break();
      await line.whenHeard('~B');
      viewer.type('half');
      viewer.break();
      await line.whenHeard('half\r~B');
    });

    it('free the BMC’s slot when the hub ends', async () => {
      const line = await fixture.openLine();
      const { connection } = await fixture.publish(line);
      const viewer = await fixture.view(connection);
      viewer.type('exit\r');
      await line.whenHeard('exit\r');
      await fixture.hub.close();
      expect(line.heard).toBe('exit\r~.');
      await viewer.whenClosed();
    });

    it('do not run what somebody was still typing when the hub ends', async () => {
      const line = await fixture.openLine();
      const { connection } = await fixture.publish(line);
      const viewer = await fixture.view(connection);
      viewer.type('rm -rf /data');
      await line.whenHeard('/data');
      await fixture.hub.close();
      expect(line.heard).toBe('rm -rf /data');
    });
  });

  describe('the line', () => {
    it('fails to open with the program’s own words where it ends without a greeting', async () => {
      const line = await fixture.openLine();
      line.welcome = 'Info: SOL payload already active on another session\r\n';
      const failure = fixture.publish(line);
      await eventually(() => {
        expect(line.clients).toHaveLength(1);
      });
      line.hangUp();
      await expect(failure).rejects.toThrow(SerialLineError);
      await expect(failure).rejects.toThrow('SOL payload already active on another session');
    });

    it('fails to open where no greeting comes in time, and lets the program go', async () => {
      const line = await fixture.openLine();
      line.welcome = 'Connecting\x07...\r\n';
      await expect(fixture.publish(line)).rejects.toThrow(
        'The serial session did not stand within 0.5 s; the last that was heard: Connecting...',
      );
      await eventually(() => {
        expect(line.clients.at(-1)?.destroyed).toBe(true);
      });
    });

    it('fails to open where nothing listens', async () => {
      const line = await fixture.openLine();
      await line.close();
      await expect(fixture.publish(line)).rejects.toThrow(SerialLineError);
    });

    it('opens once for any number of checks', async () => {
      const line = await fixture.openLine();
      const nodeUuid = randomUUID();
      const first = await fixture.publish(line, { nodeUuid });
      const again = await fixture.publish(line, { nodeUuid, before: first });
      expect(again).toEqual(first);
      expect(line.clients).toHaveLength(1);
    });

    it('tells viewers and the conductor why it went down, keeps the viewers, and tells when it is back', async () => {
      const line = await fixture.openLine();
      const nodeUuid = randomUUID();
      const before = await fixture.publish(line, { nodeUuid });
      const viewer = await fixture.view(before.connection);
      line.hangUp('SOL session closed by BMC\x1b\r\n');
      await viewer.whenStatus({ line: 'down', reason: 'SOL session closed by BMC' });
      expect(fixture.losses).toEqual([{ nodeUuid, reason: 'SOL session closed by BMC', inARow: 1 }]);
      viewer.type('lost');
      expect(await fixture.publish(line, { nodeUuid, before })).toEqual(before);
      await viewer.whenStatus({ line: 'up', reason: null, writable: true });
      viewer.type('found');
      await line.whenHeard('found');
      expect(line.heard).toBe('found');
    });

    it('counts losses that follow each other without peace, so that restoring can slow down', async () => {
      const line = await fixture.openLine();
      const nodeUuid = randomUUID();
      for (let loss = 1; loss <= 3; loss++) {
        await fixture.publish(line, { nodeUuid });
        line.hangUp();
        await eventually(() => {
          expect(fixture.losses).toHaveLength(loss);
        });
      }
      expect(fixture.losses.map(({ inARow }) => inARow)).toEqual([1, 2, 3]);
    });
  });

  describe('another life of the hub', () => {
    it('takes the same secret, also while the line is still being restored', async () => {
      const line = await fixture.openLine();
      const nodeUuid = randomUUID();
      const before = await fixture.publish(line, { nodeUuid });
      await fixture.hub.close();
      const next = await SerialHubFixture.open();
      try {
        if (before.connection.type !== 'serial' || before.connection.transport.kind !== 'hub')
          throw new Error();
        next.hub.expect(nodeUuid, before);
        const other = await next.publish(await next.openLine());
        if (other.connection.type !== 'serial' || other.connection.transport.kind !== 'hub')
          throw new Error();
        const { port } = other.connection.transport;
        const here = { ...before.connection, transport: { ...before.connection.transport, port } };
        const viewer = await next.view(here);
        expect(viewer.status).toMatchObject({ line: 'down', writable: true });
        await next.publish(line, { nodeUuid, before });
        await viewer.whenStatus({ line: 'up' });
      } finally {
        await next.close();
      }
    });

    it('knows no secret of a console that was withdrawn, whose viewers are closed', async () => {
      const line = await fixture.openLine();
      const nodeUuid = randomUUID();
      const { connection } = await fixture.publish(line, { nodeUuid });
      const viewer = await fixture.view(connection);
      await fixture.hub.withdraw(nodeUuid);
      await viewer.whenClosed();
      const late = fixture.dial(connection);
      await late.whenClosed();
      expect(late.refused).toBe('unknown');
      expect(fixture.losses).toEqual([]);
    });
  });
});
