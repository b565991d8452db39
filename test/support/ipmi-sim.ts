import { eventually } from '@ironbridge/testkit';
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startSerialLine } from './serial-line.js';
import { runProgram, SpawnedProgram } from './spawned-program.js';
import { temporaryDirectory } from './temporary-directory.js';

export const IPMI_SIM = '/usr/bin/ipmi_sim';
export const IPMITOOL = '/usr/bin/ipmitool';

const EMULATION = [
  'mc_setbmc 0x20',
  'mc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02 persist_sdr',
  'sel_enable 0x20 1000 0x0a',
  'mc_enable 0x20',
].join('\n');

export interface IpmiSimOptions {
  /** An address of loopback, also `::1`. */
  readonly address?: string;
  readonly username?: string;
  readonly password?: string;
  /** The BMC's key Kg, at most 16 printable characters; none unless given. */
  readonly kgKey?: string;
}

/**
 * A BMC with serial over LAN: OpenIPMI's ipmi_sim. The server's serial line is a program that greets with `login: `, and answers
 * each line with `echo <line>`.
 */
export interface IpmiSim {
  readonly address: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  /** driver_info of a node with this BMC. It speaks cipher suite 3 only. */
  readonly driverInfo: Readonly<Record<string, string>>;
  readonly program: SpawnedProgram;
  /** What came in from the console. */
  readonly typed: () => string;
  /** Prints at the server's serial line. */
  print(text: string): void;
  /** Runs one command of ipmitool as somebody else would. */
  ipmitool(...command: readonly string[]): Promise<string>;
  /** Opens the serial line as somebody else would, and stays. */
  takeSol(): SpawnedProgram;
  /** Whether some session has the serial line. */
  isSolActive(): Promise<boolean>;
  /** Forgets all sessions, as a BMC that restarts; it answers again when this resolves. */
  reboot(): Promise<void>;
  /** Stops answering; the returned function brings the BMC back. */
  hang(): () => void;
  close(): Promise<void>;
}

const running = new Set<IpmiSim>();

/** Starts a BMC, its serial line first. Whatever happens, it does not outlive the test file. */
export async function startIpmiSim(options: IpmiSimOptions = {}): Promise<IpmiSim> {
  const { address = '127.0.0.1', username = 'admin' } = options;
  const password = options.password ?? randomBytes(6).toString('base64url');
  const line = await startSerialLine();
  const port = await freeUdpPort(address);
  const directory = await temporaryDirectory();
  const [configuration, emulation, state, passwordFile] = [
    join(directory, 'lan.conf'),
    join(directory, 'sim.emu'),
    join(directory, 'state'),
    join(directory, 'password'),
  ];
  await mkdir(state);
  await writeFile(emulation, `${EMULATION}\n`);
  await writeFile(passwordFile, password, { mode: 0o600 });
  await writeFile(
    configuration,
    [
      'name "bmc1"',
      'set_working_mc 0x20',
      'startlan 1',
      `addr ${address} ${port}`,
      'priv_limit admin',
      'allowed_auths_admin none md2 md5 straight',
      'guid a123456789abcdefa123456700002329',
      ...(options.kgKey === undefined ? [] : [`bmc_key "${options.kgKey}"`]),
      'endlan',
      `sol "tcp:127.0.0.1:${line.port}" 115200 history=4096`,
      'startcmd "sleep 100000"',
      'startnow false',
      'user 1 true "" "test" user 10 none md2 md5 straight',
      `user 2 true "${username}" "${password}" admin 10 none md2 md5 straight`,
      '',
    ].join('\n'),
  );
  const start = async (): Promise<SpawnedProgram> => {
    const started = new SpawnedProgram(IPMI_SIM, ['-c', configuration, '-f', emulation, '-s', state, '-n']);
    try {
      await eventually(() => pong(address, port));
    } catch (error) {
      await started.end('SIGKILL');
      await line.close();
      throw error;
    }
    return started;
  };
  let program = await start();

  const login = [
    ...['-I', 'lanplus', '-H', address, '-p', String(port)],
    ...['-U', username, '-C', '3', '-f', passwordFile],
  ];
  const ipmitool = async (...command: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await runProgram(IPMITOOL, [...login, ...command]);
    if (code !== 0) throw new Error(`ipmitool ${command.join(' ')}: ${stdout}${stderr}`);
    return stdout + stderr;
  };
  const sim: IpmiSim = {
    address,
    port,
    username,
    password,
    driverInfo: {
      ipmi_address: address,
      ipmi_port: String(port),
      ipmi_username: username,
      ipmi_password: password,
      ipmi_cipher_suite: '3',
    },
    get program() {
      return program;
    },
    typed: line.typed,
    print: line.print,
    ipmitool,
    // ipmitool wants a terminal.
    takeSol: () =>
      new SpawnedProgram(
        '/usr/bin/script',
        ['-qfec', [IPMITOOL, ...login, 'sol', 'activate'].join(' '), '/dev/null'],
        {
          hasOwnGroup: true,
        },
      ),
    // Get Payload Activation Status: capacity, then a bit for each instance (IPMI 2.0 section 24.4).
    isSolActive: async () => /^\s*01 01/.test(await ipmitool('raw', '0x06', '0x4a', '0x01')),
    reboot: async () => {
      await program.end('SIGKILL');
      program = await start();
    },
    hang: () => {
      process.kill(program.pid, 'SIGSTOP');
      return () => process.kill(program.pid, 'SIGCONT');
    },
    close: async () => {
      running.delete(sim);
      await program.end('SIGKILL');
      await line.close();
    },
  };
  running.add(sim);
  return sim;
}

const familyOf = (address: string): 'udp4' | 'udp6' => (address.includes(':') ? 'udp6' : 'udp4');

async function freeUdpPort(address: string): Promise<number> {
  const socket = createSocket(familyOf(address));
  await new Promise<void>((resolve) => {
    socket.bind(0, address, resolve);
  });
  const { port } = socket.address();
  await new Promise<void>((resolve) => {
    socket.close(resolve);
  });
  return port;
}

/** Get Channel Authentication Capabilities, which every BMC answers without a session (IPMI 2.0 section 22.13). */
const ANYBODY_THERE = Buffer.from('0600ff07000000000000000000092018c88100388e04b5', 'hex');

const PONG_TIMEOUT_MS = 200;

async function pong(address: string, port: number): Promise<void> {
  const socket = createSocket(familyOf(address));
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(`No BMC answers at ${address} port ${port}`));
      }, PONG_TIMEOUT_MS);
      socket.on('error', reject).once('message', () => {
        clearTimeout(timer);
        resolve();
      });
      socket.send(ANYBODY_THERE, port, address);
    });
  } finally {
    socket.close();
  }
}

afterAll(async () => {
  await Promise.all([...running].map((sim) => sim.close()));
});
