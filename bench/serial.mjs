// Serial consoles beside Debian's Ironic, on the same simulated BMCs in one run: ratios, not seconds, are what carries over.
import { startIpmiSimulators } from './support/ipmi-simulators.mjs';
import { memory } from './support/process-tree.mjs';
import { until } from './support/program.mjs';
import { requirePrograms } from './support/require-programs.mjs';
import { watchSerialPort } from './support/watch-serial-port.mjs';
import { keepResults, MACHINE, median } from './support/results.mjs';
import { startIronbridgePeer, startIronicPeer } from './support/serial-peers.mjs';

const CONSOLES = 20;
const ROUNDS = 3;
const FIGURES = [
  ['enable', 'enable (s per console)', 3],
  ['disable', 'disable (s per console)', 3],
  ['pss', 'memory, nobody watches (PSS, MiB)', 0],
  ['pssWatched', 'memory, all watched (PSS, MiB)', 0],
  ['rssWatched', 'the same as RSS (MiB)', 0],
];
const names = Array.from({ length: CONSOLES }, (_, index) => `bench-${index}`);

requirePrograms(
  ['ironic-api', 'ironic-conductor', 'ipmi_sim', 'ipmitool', 'socat'].map((name) => `/usr/bin/${name}`),
);

/** Seconds per console until all are as wanted, asked for at once. */
async function setConsoles({ call }, enabled) {
  const startedMs = performance.now();
  await Promise.all(names.map((name) => call('PUT', `/v1/nodes/${name}/states/console`, { enabled })));
  await until(`consoles that are ${enabled ? 'enabled' : 'disabled'}`, async () => {
    const { nodes } = await call('GET', '/v1/nodes?fields=name,console_enabled,last_error');
    const failed = nodes.find(({ last_error }) => last_error !== null);
    if (failed !== undefined) throw new Error(`${failed.name}: ${failed.last_error}`);
    return nodes.every(({ console_enabled }) => console_enabled === enabled);
  });
  return (performance.now() - startedMs) / 1000 / CONSOLES;
}

/** A viewer at the port that Nova uses, once it has seen the BMC's output. */
async function watch({ call }, name) {
  const { console_info } = await call('GET', `/v1/nodes/${name}/states/console`);
  return watchSerialPort(new URL(console_info.url));
}

const simulators = await startIpmiSimulators(CONSOLES);
const peers = [];
const results = new Map();
try {
  for (const startPeer of [startIronbridgePeer, startIronicPeer]) {
    const peer = await startPeer();
    peers.push(peer);
    results.set(peer.name, Object.fromEntries(FIGURES.map(([key]) => [key, []])));
    for (const [index, name] of names.entries()) {
      const driver_info = simulators.driverInfos[index];
      await peer.call('POST', '/v1/nodes', { name, driver: 'ipmi', driver_info });
    }
  }
  // Turn and turn about, so that what else the machine does falls on both; a BMC has one serial session to give.
  for (let round = 0; round < ROUNDS; round++) {
    for (const peer of peers) {
      const result = results.get(peer.name);
      result.enable.push(await setConsoles(peer, true));
      result.pss.push(memory(peer.pids).pss);
      const viewers = await Promise.all(names.map((name) => watch(peer, name)));
      const watched = memory(peer.pids);
      result.rssWatched.push(watched.rss);
      result.pssWatched.push(watched.pss);
      for (const viewer of viewers) viewer.destroy();
      result.disable.push(await setConsoles(peer, false));
    }
  }
} finally {
  for (const peer of peers) await peer.close();
  await simulators.close();
}

const figures = peers.map(({ name }) => ({
  name,
  values: FIGURES.map(([key]) => median(results.get(name)[key])),
}));
const [ours, theirs] = figures;
const table = [
  `| | ${FIGURES.map(([, title]) => title).join(' | ')} |`,
  `| --- |${' --- |'.repeat(FIGURES.length)}`,
  ...figures.map(
    ({ name, values }) =>
      `| ${name} | ${values.map((value, index) => value.toFixed(FIGURES[index][2])).join(' | ')} |`,
  ),
  `| **ironbridge ÷ Ironic** | ${ours.values.map((value, index) => `**${(value / theirs.values[index]).toFixed(2)}**`).join(' | ')} |`,
].join('\n');
console.log(table);
keepResults(
  'Serial consoles beside Ironic',
  `Written by \`npm run bench\`: \`ironbridge up\`, and Debian's Ironic 21.4 (ironic-api and ironic-conductor, SQLite, JSON-RPC), each with
the console interface \`ipmitool-socat\`, on the same ${CONSOLES} simulated BMCs (OpenIPMI's ipmi_sim), in one run, in turns; medians of
${ROUNDS} rounds. The ratio is what carries over to another machine. Debian's Ironic runs with its quoting of socat's command mended.

${MACHINE}
All ${CONSOLES} consoles are asked for at once; the time runs until the API says of each that it is so. Memory is that of the whole process
tree while all are enabled. While nobody watches, Ironbridge has a session with each BMC all the same and keeps its output; Ironic has
none before a viewer comes. While all are watched, one viewer is at each console, by the port that Nova uses, and has seen its output.
PSS counts a page that several processes share once in all, RSS once for each.

${table}
`,
);
