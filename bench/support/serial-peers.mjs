import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { startIronbridge } from './ironbridge.mjs';
import { apiClient, end, freePort, start, until } from './program.mjs';

/**
 * Debian 12 patches Ironic to quote the command that socat runs, so that socat looks for one program of that whole name
 * and every console is dead. This socat takes the quotes off.
 */
const SOCAT = `#!/bin/bash
for argument in "$@"; do
  if [[ $argument =~ ^EXEC:\\"\\'(.*)\\'\\",pty,stderr$ ]]; then argument="EXEC:\\"\${BASH_REMATCH[1]}\\",pty,stderr"; fi
  arguments+=("$argument")
done
exec /usr/bin/socat "\${arguments[@]}"
`;

/** Debian's ironic-api and ironic-conductor on SQLite, without any service beside them. */
export async function startIronicPeer() {
  const directory = mkdtempSync(join(tmpdir(), 'ironbridge-bench-ironic-'));
  mkdirSync(join(directory, 'bin'));
  writeFileSync(join(directory, 'bin', 'socat'), SOCAT, { mode: 0o755 });
  const [apiPort, rpcPort] = [await freePort(), await freePort()];
  const configFile = join(directory, 'ironic.conf');
  writeFileSync(
    configFile,
    `[DEFAULT]
auth_strategy = noauth
rpc_transport = json-rpc
host = 127.0.0.1
my_ip = 127.0.0.1
enabled_hardware_types = ipmi
enabled_console_interfaces = ipmitool-socat,no-console
enabled_network_interfaces = noop
enabled_inspect_interfaces = no-inspect
enabled_boot_interfaces = pxe
enabled_deploy_interfaces = direct
state_path = ${directory}
[database]
connection = sqlite:///${directory}/ironic.sqlite
[api]
host_ip = 127.0.0.1
port = ${apiPort}
[json_rpc]
auth_strategy = noauth
host_ip = 127.0.0.1
port = ${rpcPort}
[oslo_concurrency]
lock_path = ${directory}
[console]
terminal_pid_dir = ${directory}
port_range = 20000:20999
socat_address = 127.0.0.1
[conductor]
sync_power_state_interval = 0
`,
  );
  const config = ['--config-file', configFile];
  const { status, stderr } = spawnSync('/usr/bin/ironic-dbsync', [...config, 'create_schema']);
  if (status !== 0) throw new Error(`ironic-dbsync: ${stderr.toString()}`);
  const PATH = `${join(directory, 'bin')}${delimiter}${process.env.PATH}`;
  const children = [
    start('/usr/bin/ironic-conductor', config, { PATH }),
    start('/usr/bin/ironic-api', config),
  ];
  const call = apiClient(`http://127.0.0.1:${apiPort}`);
  const close = async () => {
    for (const child of children) await end(child);
    rmSync(directory, { recursive: true, force: true });
  };
  const isReady = () =>
    call('GET', '/v1/drivers').then(
      ({ drivers }) => drivers.length > 0,
      () => false,
    );
  try {
    await until('ironic', isReady);
  } catch (error) {
    await close();
    throw error;
  }
  return { name: "Debian's Ironic", pids: children.map(({ pid }) => pid), call, close };
}

/** `ironbridge up` for the same nodes. */
export function startIronbridgePeer() {
  return startIronbridge({
    interfaces: 'ipmitool-socat',
    more:
      '[serial_console]\nlisten = 127.0.0.1:0\nhistory_directory = DIRECTORY/history\n' +
      '[console]\nsocat_address = 127.0.0.1\nport_range = 21000:21999\n',
  });
}
