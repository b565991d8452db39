import type { ProxyOptions } from '@ironbridge/proxy';
import { readFile } from 'node:fs/promises';
import type { Config } from '../config/config-schema.js';
import { ConfigurationError } from '../errors.js';

async function read(option: string, file: string): Promise<Buffer> {
  return readFile(file).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigurationError([`[vnc] ${option} = ${file}: cannot be read: ${reason}`]);
  });
}

/**
 * The keys and certificates of the proxy, towards its viewers and towards consoles.
 *
 * @throws ConfigurationError naming the option whose file cannot be read
 */
export async function readProxyTls(vnc: Config['vnc']): Promise<Pick<ProxyOptions, 'tls' | 'consoleTls'>> {
  const { enable_ssl, cert_file, key_file } = vnc;
  const { vencrypt_ca_certs, vencrypt_client_cert, vencrypt_client_key } = vnc;
  return {
    ...(enable_ssl &&
      cert_file !== undefined &&
      key_file !== undefined && {
        tls: { cert: await read('cert_file', cert_file), key: await read('key_file', key_file) },
      }),
    consoleTls: {
      ...(vencrypt_ca_certs !== undefined && { ca: await read('vencrypt_ca_certs', vencrypt_ca_certs) }),
      ...(vencrypt_client_cert !== undefined &&
        vencrypt_client_key !== undefined && {
          client: {
            cert: await read('vencrypt_client_cert', vencrypt_client_cert),
            key: await read('vencrypt_client_key', vencrypt_client_key),
          },
        }),
    },
  };
}
