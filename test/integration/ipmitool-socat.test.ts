import { SystemProcessRunner, type Node, type SerialConnection } from '@ironbridge/base';
import type { JsonObject } from '@ironbridge/common';
import { createConductor, MemoryConsoleStateStore, type Conductor } from '@ironbridge/conductor';
import ipmitoolSocat, { SolBusyError, SolDisabledError } from '@ironbridge/ipmitool-socat';
import { eventually } from '@ironbridge/testkit';
import { randomUUID } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IPMITOOL, IPMI_SIM, startIpmiSim, type IpmiSim, type IpmiSimOptions } from '../support/ipmi-sim.js';
import { describeWithPrograms } from '../support/requires-program.js';
import { SecretSearch } from '../support/secret-search.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const GREETING = '[SOL Session operational.  Use ~? for help]\n';
const system = new SystemProcessRunner();

jest.setTimeout(40_000);

describeWithPrograms('ipmitool-socat', [IPMI_SIM, IPMITOOL, '/usr/bin/socat'], () => {
  let runtimeDirectory: string;
  let states: MemoryConsoleStateStore;
  let conductor: Conductor;
  const closers: (() => unknown)[] = [];

  beforeEach(async () => {
    runtimeDirectory = await temporaryDirectory();
    states = new MemoryConsoleStateStore();
    conductor = await newConductor();
  });

  afterEach(async () => {
    await Promise.all(closers.splice(0).map((close) => close()));
  });

  /** Another life of the host: it knows what the store knows. */
  const newConductor = (): Promise<Conductor> =>
    createConductor({
      interfaces: [ipmitoolSocat],
      enabledConsoleInterfaces: ['ipmitool-socat'],
      stateStore: states,
      subprocesses: { runtimeDirectory },
    });

  async function startSim(options?: IpmiSimOptions): Promise<IpmiSim> {
    const sim = await startIpmiSim(options);
    closers.push(() => sim.close());
    return sim;
  }

  function nodeOf(sim: IpmiSim, driverInfo: JsonObject = {}): Node {
    const node: Node = {
      uuid: randomUUID(),
      name: null,
      driver: 'ipmi',
      driverInfo: { ...sim.driverInfo, ...driverInfo },
      consoleInterface: 'ipmitool-socat',
    };
    closers.push(() => endAll(node));
    return node;
  }

  const processesOf = (node: Node): ReturnType<SystemProcessRunner['find']> =>
    system.find('IRONBRIDGE_CONSOLE', join(runtimeDirectory, node.uuid));

  async function endAll(node: Node): Promise<void> {
    await Promise.all((await processesOf(node)).map((identity) => system.end(identity, 0)));
  }

  async function start(node: Node, by = conductor): Promise<SerialConnection> {
    const connection = await by.startConsole(node);
    if (connection.type !== 'serial') throw new Error('It is no serial console');
    return connection;
  }

  /** A session at the console. */
  async function open({ transport }: SerialConnection): Promise<{ socket: Socket; text: () => string }> {
    if (transport.kind !== 'unix') throw new Error('It is no unix socket');
    const socket = connect(transport.path).on('error', () => undefined);
    closers.push(() => socket.destroy());
    let text = '';
    socket.setEncoding('latin1').on('data', (data) => {
      text += data.toString();
    });
    await eventually(() => {
      expect(text).toContain(GREETING);
    });
    return { socket, text: () => text };
  }

  /** The first packet of a session can get lost in the simulator, so a throw-away line goes ahead. */
  async function echoes(console: { socket: Socket; text: () => string }, line: string): Promise<void> {
    let attempt = 0;
    await eventually(() => {
      if (attempt++ % 40 === 0) console.socket.write(`\r${line}\r`);
      expect(console.text()).toContain(`echo <${line}>`);
    });
  }

  it('exchanges text with the server, and frees its line when the viewer leaves', async () => {
    const sim = await startSim();
    const console = await open(await start(nodeOf(sim)));
    await echoes(console, 'hello');
    sim.print('kernel panic\r\n');
    await eventually(() => {
      expect(console.text()).toContain('kernel panic');
    });
    expect(await sim.isSolActive()).toBe(true);
    console.socket.destroy();
    await eventually(async () => {
      expect(await sim.isSolActive()).toBe(false);
    });
  });

  it('takes commands of ipmitool at the start of a line only, as the connection says', async () => {
    const sim = await startSim();
    const connection = await start(nodeOf(sim));
    const console = await open(connection);
    await echoes(console, 'a~.b');
    await echoes(console, '~~x'.slice(1));
    console.socket.write(`\r${connection.escape?.breakSequence ?? ''}`);
    await eventually(() => {
      expect(console.text()).toContain('[send break]');
    });
    await echoes(console, 'still here');
    console.socket.write(`\r${connection.escape?.leaveSequence ?? ''}`);
    await eventually(async () => {
      expect(console.text()).toContain('[terminated ipmitool]');
      expect(await sim.isSolActive()).toBe(false);
    });
  });

  it('reaches a BMC with a user name made of shell and socat syntax, and runs nothing of it (LP#2148331, LP#2162414)', async () => {
    const sim = await startSim({ username: "a;$(id),EXEC:'" });
    await echoes(await open(await start(nodeOf(sim))), 'hello');
  });

  it('reaches a BMC over IPv6', async () => {
    const sim = await startSim({ address: '::1' });
    await echoes(await open(await start(nodeOf(sim))), 'hello');
  });

  it('finds the cipher suite that the BMC has, and keeps it', async () => {
    const sim = await startSim();
    const { ipmi_cipher_suite: suite, ...driverInfo } = sim.driverInfo;
    expect(suite).toBe('3');
    const node = { ...nodeOf(sim), driverInfo };
    await echoes(await open(await start(node)), 'hello');
    expect((await states.load(node.uuid))?.state).toMatchObject({ cipherSuite: '3' });
  });

  it('changes nothing and disturbs nobody, however often the console is asked for or started again', async () => {
    const sim = await startSim();
    const node = nodeOf(sim);
    const connection = await start(node);
    const console = await open(connection);
    const before = await processesOf(node);
    for (let i = 0; i < 10; i += 1) expect(await conductor.getConsole(node)).toEqual(connection);
    expect(await start(node, await newConductor())).toEqual(connection);
    expect(await processesOf(node)).toEqual(before);
    await echoes(console, 'still here');
  });

  it('starts anew where the credentials changed', async () => {
    const sim = await startSim();
    const node = nodeOf(sim);
    const console = await open(await start(node));
    await sim.ipmitool('user', 'set', 'password', '2', 'an0ther');
    await start({ ...node, driverInfo: { ...node.driverInfo, ipmi_password: 'an0ther' } });
    await eventually(() => {
      expect(console.socket.closed).toBe(true);
    });
    await echoes(
      await open(await start({ ...node, driverInfo: { ...node.driverInfo, ipmi_password: 'an0ther' } })),
      'hello',
    );
  });

  it('says that serial over LAN is switched off', async () => {
    const sim = await startSim();
    await sim.ipmitool('sol', 'set', 'enabled', 'false');
    await expect(start(nodeOf(sim))).rejects.toBeInstanceOf(SolDisabledError);
  });

  it('says that a stranger has the line, and leaves it to them', async () => {
    const sim = await startSim();
    const stranger = nodeOf(sim);
    const console = await open(await start(stranger));
    const node = nodeOf(sim);
    await expect(start(node)).rejects.toBeInstanceOf(SolBusyError);
    await conductor.stopConsole(node);
    await echoes(console, 'still here');
  });

  it('leaves the line to somebody who took it from us', async () => {
    const sim = await startSim();
    const node = nodeOf(sim);
    const console = await open(await start(node));
    await sim.ipmitool('sol', 'deactivate');
    console.socket.destroy();
    await endIdle(node);
    const thief = await open(await start(nodeOf(sim)));
    // The connection is broken, so that a start has to make another one.
    const known = await states.load(node.uuid);
    expect(known?.state).toMatchObject({ mayHoldSol: true });
    await expect(
      start({ ...node, driverInfo: { ...node.driverInfo, ipmi_priv_level: 'OPERATOR' } }),
    ).rejects.toBeInstanceOf(SolBusyError);
    await conductor.stopConsole(node);
    await echoes(thief, 'still mine');
  });

  /** Waits until the program of a connection that ended is gone. */
  async function endIdle(node: Node): Promise<void> {
    await eventually(async () => {
      expect(await processesOf(node)).toHaveLength(1);
    });
  }

  it('frees the line that it had when all of it was killed', async () => {
    const sim = await startSim();
    const node = nodeOf(sim);
    await open(await start(node));
    const processes = await processesOf(node);
    // Stopped first: an ipmitool whose terminal goes before it is killed itself takes leave of the BMC.
    for (const signal of ['SIGSTOP', 'SIGKILL']) {
      for (const { pid } of processes) process.kill(pid, signal);
    }
    await eventually(async () => {
      expect(await processesOf(node)).toEqual([]);
    });
    expect(await sim.isSolActive()).toBe(true);
    await echoes(await open(await start(node, await newConductor())), 'back again');
  });

  it('leaves no process, no file and no session behind after a stop with a viewer', async () => {
    const sim = await startSim();
    const node = nodeOf(sim);
    await open(await start(node));
    const other = await newConductor();
    await other.stopConsole(node);
    await other.stopConsole(node);
    expect(await processesOf(node)).toEqual([]);
    expect((await readdir(runtimeDirectory)).filter((name) => name.includes(node.uuid))).toEqual([]);
    expect(await sim.isSolActive()).toBe(false);
  });

  it('shows the password in no command line, environment or file, while it runs and after kill -9 (LP#2148331)', async () => {
    const sim = await startSim();
    const node = nodeOf(sim);
    const search = new SecretSearch();
    search.learn('BMC password', sim.password);
    await open(await start(node));
    const processes = await processesOf(node);
    expect(processes.length).toBeGreaterThanOrEqual(3);
    for (const { pid } of processes) {
      for (const name of ['cmdline', 'environ']) {
        search.collect(`${name} of ${pid}`, await readFile(`/proc/${pid}/${name}`));
      }
    }
    await collectFiles(search);
    for (const { pid } of processes) process.kill(pid, 'SIGKILL');
    await collectFiles(search);
    expect(search.places.length).toBeGreaterThan(processes.length * 2);
    expect(search.findings()).toEqual([]);
  });

  /** All files that ours could have left: those of the consoles, and those for temporary use. */
  async function collectFiles(search: SecretSearch): Promise<void> {
    const names = await readdir(tmpdir());
    const files = [
      ...(await readdir(runtimeDirectory)).map((name) => join(runtimeDirectory, name)),
      ...names.filter((name) => name.startsWith('ironbridge-')).map((name) => join(tmpdir(), name)),
    ];
    for (const file of files) {
      const content = await readFile(file).catch(() => undefined);
      if (content !== undefined) search.collect(file, content);
    }
  }

  it('starts and stops twenty consoles at once, each in under 8 s', async () => {
    const sims = await Promise.all(Array.from({ length: 20 }, () => startSim()));
    const nodes = sims.map((sim) => nodeOf(sim));
    const timed = (work: Promise<unknown>): Promise<number> => {
      const beganMs = performance.now();
      return work.then(() => performance.now() - beganMs);
    };
    const starts = await Promise.all(nodes.map((node) => timed(start(node))));
    const consoles = await Promise.all(nodes.map(async (node) => open(await start(node))));
    await Promise.all(consoles.map((console, i) => echoes(console, `console ${i}`)));
    const stops = await Promise.all(nodes.map((node) => timed(conductor.stopConsole(node))));
    expect(Math.max(...starts, ...stops)).toBeLessThan(8000);
    for (const node of nodes) expect(await processesOf(node)).toEqual([]);
  });
});
