import { Secret } from '@ironbridge/common';
import type { ConsoleProgram } from '@ironbridge/socat';
import type { IpmitoolSocatOptions } from './driver-info.js';
import { IPMITOOL_HOME } from './ipmitool-home.js';

export interface IpmitoolCallOptions {
  readonly options: IpmitoolSocatOptions;
  /** Undefined leaves the choice to ipmitool. */
  readonly cipherSuite: string | undefined;
  /** `[ipmi] store_cred_in_env` */
  readonly storesPasswordInEnv: boolean;
}

/** As {@link ConsoleProgram}, with all there. */
export type IpmitoolCall = Required<Omit<ConsoleProgram, 'getsHangUp'>>;

type Bridging = IpmitoolSocatOptions['ipmi_bridging'];

function bridgingArguments(options: IpmitoolSocatOptions): readonly string[] {
  const flags: readonly (readonly [string, string | undefined, readonly Bridging[]])[] = [
    ['-m', options.ipmi_local_address, ['single', 'dual']],
    ['-B', options.ipmi_transit_channel, ['dual']],
    ['-T', options.ipmi_transit_address, ['dual']],
    ['-b', options.ipmi_target_channel, ['single', 'dual']],
    ['-t', options.ipmi_target_address, ['single', 'dual']],
  ];
  return flags.flatMap(([flag, value, bridgings]) =>
    value !== undefined && bridgings.includes(options.ipmi_bridging) ? [flag, value] : [],
  );
}

/** ipmitool takes the key Kg from its arguments or its environment only, and only its owner can read the latter. */
const WITH_KG_KEY = 'k=$(cat "$0"; echo x); export IPMI_KGKEY="${k%x}"; exec ipmitool "$@"';

const FIRST_DESCRIPTOR = 3;

/**
 * How to call ipmitool for `command`, in Ironic's order (ironic/drivers/modules/ipmitool.py, _get_ipmitool_args). Secrets are
 * files without a name.
 *
 * @param command may depend on the path of a further secret that the caller adds at the end
 */
export function ipmitoolCall(
  { options, cipherSuite, storesPasswordInEnv }: IpmitoolCallOptions,
  command: (nextSecret: string) => readonly string[],
): IpmitoolCall {
  const { ipmi_port: port, ipmi_username: username, ipmi_hex_kg_key: kgKey } = options;
  const secrets: Secret<string | Uint8Array>[] = [];
  const nextPath = (): string => `/dev/fd/${String(FIRST_DESCRIPTOR + secrets.length)}`;
  const add = (secret: string | Uint8Array): string => {
    const path = nextPath();
    secrets.push(new Secret(secret));
    return path;
  };
  const password = options.ipmi_password?.reveal() ?? '';
  const args = [
    ...['-I', 'lanplus', '-H', options.ipmi_address, '-L', options.ipmi_priv_level],
    ...(port === undefined ? [] : ['-p', String(port)]),
    ...(username === undefined || username === '' ? [] : ['-U', username]),
    ...(kgKey === undefined ? [] : ['-K']),
    ...(cipherSuite === undefined ? [] : ['-C', cipherSuite]),
    ...bridgingArguments(options),
    // ipmitool asks at its terminal where the file is empty.
    ...(storesPasswordInEnv ? ['-E'] : ['-f', add(password === '' ? '\0' : password)]),
  ];
  const env = {
    HOME: IPMITOOL_HOME,
    ...(storesPasswordInEnv ? { IPMI_PASSWORD: password } : {}),
  };
  if (kgKey === undefined) return { file: 'ipmitool', args: [...args, ...command(nextPath())], env, secrets };
  const keyPath = add(Buffer.from(kgKey.reveal(), 'hex'));
  return { file: 'sh', args: ['-c', WITH_KG_KEY, keyPath, ...args, ...command(nextPath())], env, secrets };
}
