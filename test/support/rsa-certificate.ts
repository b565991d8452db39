import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from './spawned-program.js';
import { temporaryDirectory } from './temporary-directory.js';

export const OPENSSL = '/usr/bin/openssl';

/** A certificate that is its own authority; some servers take no other keys than RSA's. */
export interface RsaCertificate {
  readonly cert: string;
  readonly key: string;
  readonly certFile: string;
  readonly keyFile: string;
  /** Key and certificate in one file. */
  readonly identityFile: string;
}

/** @param subjectAltName as OpenSSL writes it, such as `IP:127.0.0.1` */
export async function createRsaCertificate(subjectAltName: string): Promise<RsaCertificate> {
  const directory = await temporaryDirectory();
  const file = (name: string): string => join(directory, `${name}.pem`);
  const [certFile, keyFile, identityFile] = [file('cert'), file('key'), file('identity')];
  const { code, stderr } = await runProgram(OPENSSL, [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', keyFile, '-out', certFile],
    ...['-subj', '/CN=Ironbridge test BMC', '-addext', `subjectAltName=${subjectAltName}`, '-days', '2'],
  ]);
  if (code !== 0) throw new Error(`No certificate could be made: ${stderr}`);
  const [cert, key] = [await readFile(certFile, 'utf8'), await readFile(keyFile, 'utf8')];
  await writeFile(identityFile, key + cert, { mode: 0o600 });
  return { cert, key, certFile, keyFile, identityFile };
}
