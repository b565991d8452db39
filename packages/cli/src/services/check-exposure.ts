import { isLoopbackHost } from '@ironbridge/common';
import type { Config } from '../config/config-schema.js';
import { ConfigurationError } from '../errors.js';

const WILDCARDS = new Set(['0.0.0.0', '::']);

/**
 * Refuses to stand open to a network by accident.
 *
 * @param allowsInsecureNoauth `--insecure-noauth`
 * @throws ConfigurationError
 */
export function checkExposure(config: Config, allowsInsecureNoauth: boolean): void {
  const problems: string[] = [];
  const doors = [
    {
      option: '[api] host_ip',
      host: config.api.host_ip,
      urlOption: '[api] public_endpoint',
      url: config.api.public_endpoint,
    },
    {
      option: '[vnc] host_ip',
      host: config.vnc.host_ip,
      urlOption: '[vnc] public_url',
      url: config.vnc.public_url,
    },
  ];
  for (const { option, host, urlOption, url } of doors) {
    if (!isLoopbackHost(host) && !allowsInsecureNoauth) {
      problems.push(
        `${option} = ${host}: without authentication anybody who reaches this address rules every console; ` +
          `use 127.0.0.1, or say --insecure-noauth if the network itself is guarded`,
      );
    }
    if (WILDCARDS.has(host) && url === undefined) {
      problems.push(`${option} = ${host}: set ${urlOption} to the URL that clients use`);
    }
  }
  const { host } = config.serial_console.listen;
  if (WILDCARDS.has(host)) {
    problems.push(`[serial_console] listen = ${host}: name the one address that proxies connect to`);
  }
  const { enable_ssl, cert_file, key_file } = config.vnc;
  if (enable_ssl && (cert_file === undefined || key_file === undefined)) {
    problems.push('[vnc] enable_ssl = true: set [vnc] cert_file and [vnc] key_file');
  }
  const { vencrypt_client_cert, vencrypt_client_key } = config.vnc;
  if ((vencrypt_client_cert === undefined) !== (vencrypt_client_key === undefined)) {
    problems.push('[vnc] vencrypt_client_cert and [vnc] vencrypt_client_key: set both or neither');
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
}
