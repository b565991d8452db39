import { once } from 'node:events';
import { chmod, readdir, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { IRONBRIDGE } from '../support/ironbridge.js';
import { runProgram } from '../support/spawned-program.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

jest.setTimeout(60_000);

interface Place {
  readonly directory: string;
  readonly file: string;
  readonly takenPort: number;
}

interface Mistake {
  readonly mistake: string;
  /** A whole file; what it does not say about places is added. */
  readonly ini: (place: Place) => string;
  readonly env?: NodeJS.ProcessEnv;
  readonly arrange?: (place: Place) => Promise<void>;
  readonly says: (place: Place) => string;
  /** Who must refuse it. */
  readonly commands: readonly (readonly string[])[];
}

const UP = ['up'];
const CHECK = ['config', 'check'];

const MISTAKES: readonly Mistake[] = [
  {
    mistake: 'an unknown option',
    ini: () => '[conductor]\nheartbeat_intervall = 5\n',
    says: ({ file }) =>
      `${file}:2: [conductor] has no option 'heartbeat_intervall'; did you mean 'heartbeat_interval'?`,
    commands: [UP, CHECK],
  },
  {
    mistake: 'an unknown section',
    ini: () => '[conductr]\nhost = x\n',
    says: ({ file }) => `${file}:2: there is no section [conductr]; did you mean 'conductor'?`,
    commands: [CHECK],
  },
  {
    mistake: 'several at once',
    ini: () => '[api]\nport = many\n[vnc]\nport = 70000\n',
    says: ({ file }) =>
      `${file}:2: [api] port must be a whole number\n${file}:4: [vnc] port must be from 0 to 65535`,
    commands: [CHECK],
  },
  {
    mistake: 'a line that is none',
    ini: () => '[api]\nport\n',
    says: ({ file }) => `${file}:2: neither a [section] nor 'option = value'`,
    commands: [CHECK],
  },
  {
    mistake: 'an unknown option in the environment',
    ini: () => '',
    env: { IRONBRIDGE_VNC__PORTS: '6090' },
    says: () =>
      "environment variable IRONBRIDGE_VNC__PORTS: [vnc] has no option 'ports'; did you mean 'port'?",
    commands: [CHECK],
  },
  {
    mistake: 'a console interface that does not exist',
    ini: () => '[DEFAULT]\nenabled_console_interfaces = idrac-vcn\n',
    says: () =>
      "Could not find the following interface in the 'ironic.hardware.interfaces.console' entrypoint: idrac-vcn",
    commands: [CHECK],
  },
  {
    mistake: 'a package that is not installed',
    ini: () => '[console_interfaces]\nmy-kvm = @acme/my-kvm\n',
    says: () => '[console_interfaces] my-kvm = @acme/my-kvm: the package cannot be loaded',
    commands: [CHECK],
  },
  {
    mistake: 'an API that stands open to a network',
    ini: () => '[api]\nhost_ip = 192.0.2.1\n',
    says: () => '[api] host_ip = 192.0.2.1: without authentication anybody who reaches this address rules',
    commands: [UP, CHECK],
  },
  {
    mistake: 'a proxy that stands open to a network',
    ini: () => '[vnc]\nhost_ip = 0.0.0.0\npublic_url = http://consoles.example/\n',
    says: () => '[vnc] host_ip = 0.0.0.0: without authentication anybody who reaches this address rules',
    commands: [UP, CHECK],
  },
  {
    mistake: 'TLS without a certificate',
    ini: () => '[vnc]\nenable_ssl = true\n',
    says: () => '[vnc] enable_ssl = true: set [vnc] cert_file and [vnc] key_file',
    commands: [CHECK],
  },
  {
    mistake: 'a key that others can read',
    ini: () => '',
    arrange: async ({ directory }) => {
      const keyFile = join(directory, 'secret.key');
      await writeFile(keyFile, 'ab'.repeat(32));
      await chmod(keyFile, 0o644);
    },
    says: ({ directory }) => {
      const keyFile = join(directory, 'secret.key');
      return `[secrets] key_file ${keyFile} has mode 0644; only its owner may read it: run chmod 600 ${keyFile}`;
    },
    commands: [UP, CHECK],
  },
  {
    mistake: 'a port of the API that is taken',
    ini: ({ takenPort }) => `[api]\nport = ${takenPort}\n`,
    says: ({ takenPort }) => `127.0.0.1 port ${takenPort}`,
    commands: [UP],
  },
  {
    mistake: 'a port of the proxy that is taken',
    ini: ({ takenPort }) => `[vnc]\nport = ${takenPort}\n`,
    says: ({ takenPort }) =>
      `The proxy cannot listen on 127.0.0.1 port ${takenPort}; choose another host_ip or port`,
    commands: [UP],
  },
];

describe('a configuration', () => {
  const occupant = createServer();
  let takenPort: number;

  beforeAll(async () => {
    occupant.listen(0, '127.0.0.1');
    await once(occupant, 'listening');
    takenPort = (occupant.address() as AddressInfo).port;
  });

  afterAll(async () => {
    occupant.close();
    await once(occupant, 'close');
  });

  const prepare = async ({ ini, arrange }: Pick<Mistake, 'ini' | 'arrange'>): Promise<Place> => {
    const directory = await temporaryDirectory();
    const place = { directory, file: join(directory, 'ironbridge.ini'), takenPort };
    await arrange?.(place);
    await writeFile(place.file, ini(place));
    return place;
  };

  const run = (
    command: readonly string[],
    { directory, file }: Place,
    env: NodeJS.ProcessEnv = {},
  ): ReturnType<typeof runProgram> =>
    runProgram(process.execPath, [IRONBRIDGE, ...command, '--config-file', file], {
      cwd: directory,
      env: {
        ...process.env,
        IRONBRIDGE_DATABASE__CONNECTION: `sqlite:///${join(directory, 'ironbridge.sqlite')}`,
        IRONBRIDGE_SECRETS__KEY_FILE: join(directory, 'secret.key'),
        ...env,
      },
    });

  it.each(MISTAKES)('with $mistake is refused, and nothing starts', async (mistake) => {
    const { says, env, commands } = mistake;
    const place = await prepare(mistake);
    const runs = await Promise.all(commands.map((command) => run(command, place, env)));
    for (const { code, stdout, stderr } of runs) {
      expect(stderr).toContain(says(place));
      // A sentence for a person, not a stack.
      expect(stderr).not.toMatch(/^ +at /m);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    }
  });

  it('with nothing wrong passes config check, which writes nothing', async () => {
    const place = await prepare({ ini: () => '[DEFAULT]\nenabled_console_interfaces = idrac-vnc, fake\n' });
    expect(await run(CHECK, place)).toEqual({
      code: 0,
      stdout:
        'The configuration is valid. Enabled interfaces: idrac-vnc, fake\n' +
        `The first start will make ${join(place.directory, 'secret.key')}; keep a copy of it.\n`,
      stderr: '',
    });
    expect(await readdir(place.directory)).toEqual(['ironbridge.ini']);
  });

  it('with an open door passes where the operator says that the network is guarded', async () => {
    const place = await prepare({ ini: () => '[api]\nhost_ip = 192.0.2.1\n' });
    const { code, stderr } = await run([...CHECK, '--insecure-noauth'], place);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});
