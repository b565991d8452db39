import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bootSector } from './boot-sector.js';
import { freePort } from './free-port.js';
import { listeningOn } from './listening-on.js';
import { SpawnedProgram } from './spawned-program.js';
import { temporaryDirectory } from './temporary-directory.js';

export const QEMU = '/usr/bin/qemu-system-x86_64';

/** QEMU counts displays from this port on. */
const FIRST_VNC_PORT = 5900;

/** A PC whose screen moves and answers to keys. */
export interface QemuGuest {
  readonly program: SpawnedProgram;
  /** Of QEMU's own VNC server, which, unless it is open, lets nobody in before it is given a password. */
  readonly vncPort: number;
  /** Where QEMU can be given one. */
  readonly qmpSocket: string;
}

/** How QEMU's VNC server speaks VeNCrypt. */
export interface QemuTls {
  /** Holds ca-cert.pem, server-cert.pem and server-key.pem. */
  readonly directory: string;
  /** True: viewers need a certificate of that authority. Default: false */
  readonly verifiesPeer?: boolean;
}

/** How QEMU's VNC server meets its viewers. */
export interface QemuOptions {
  /** True: it asks for no password, as that behind OpenBMC's WebSocket. Default: false */
  readonly isOpen?: boolean;
  /** What it asks for. Default: what QMP sets */
  readonly password?: string;
  /** Given: it offers nothing but VeNCrypt. */
  readonly tls?: QemuTls;
}

/** Starts a PC from a boot sector of our own. */
export async function startQemu(options: QemuOptions = {}): Promise<QemuGuest> {
  const directory = await temporaryDirectory();
  const disk = join(directory, 'boot.img');
  const qmpSocket = join(directory, 'qmp');
  await writeFile(disk, bootSector());
  const vncPort = await freePort();
  const program = new SpawnedProgram(QEMU, [
    ...['-M', 'pc', '-accel', 'kvm', '-accel', 'tcg', '-m', '32', '-vga', 'std', '-display', 'none'],
    ...['-net', 'none', '-drive', `file=${disk},format=raw,snapshot=on`],
    ...(await vncArguments(`127.0.0.1:${vncPort - FIRST_VNC_PORT}`, options, directory)),
    ...['-qmp', `unix:${qmpSocket},server=on,wait=off`],
  ]);
  await listeningOn(vncPort);
  return { program, vncPort, qmpSocket };
}

async function vncArguments(
  address: string,
  { isOpen = false, password, tls }: QemuOptions,
  directory: string,
): Promise<readonly string[]> {
  const objects: string[] = [];
  const settings = [address];
  if (tls !== undefined) {
    const verifyPeer = tls.verifiesPeer === true ? 'yes' : 'no';
    objects.push(`tls-creds-x509,id=tls,dir=${tls.directory},endpoint=server,verify-peer=${verifyPeer}`);
    settings.push('tls-creds=tls');
  }
  if (password !== undefined) {
    const file = join(directory, 'password');
    await writeFile(file, password);
    objects.push(`secret,id=password,file=${file}`);
    settings.push('password-secret=password');
  } else if (!isOpen) {
    settings.push('password=on');
  }
  return [...objects.flatMap((object) => ['-object', object]), '-vnc', settings.join(',')];
}
