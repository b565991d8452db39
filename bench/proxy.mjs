// The proxy beside Debian's websockify, on one machine in one run: ratios, not seconds, are what carries over.
import { cpuSeconds } from './support/process-tree.mjs';
import { startIronbridgePeer, startWebsockifyPeer } from './support/proxy-peers.mjs';
import { requirePrograms } from './support/require-programs.mjs';
import { keepResults, MACHINE, median } from './support/results.mjs';
import { startRfbSource } from './support/rfb-source.mjs';
import { openViewer } from './support/viewer.mjs';

const VIEWERS = 8;
const ROUND_TRIPS = 2000;
const ANSWER_BYTES = 4096;
const GIB = 2 ** 30;
const ROUNDS = 3;

requirePrograms(['/usr/bin/websockify']);

/** Median round trip of `VIEWERS` that ask at the same time, in microseconds. */
async function measureRoundTrip(peer) {
  const viewers = [];
  for (let i = 0; i < VIEWERS; i++) viewers.push(await openViewer(await peer.viewerUrl()));
  const samples = [];
  await Promise.all(
    viewers.map(async (viewer) => {
      for (let i = 0; i < ROUND_TRIPS; i++) {
        const startedMs = performance.now();
        await viewer.roundTrip(ANSWER_BYTES);
        samples.push((performance.now() - startedMs) * 1000);
      }
    }),
  );
  for (const viewer of viewers) viewer.close();
  return median(samples);
}

/** CPU seconds of the peer, with all its processes, for one GiB to one viewer. */
async function measureStream(peer) {
  const viewer = await openViewer(await peer.viewerUrl());
  const before = cpuSeconds(peer.pid);
  await viewer.stream(GIB);
  const seconds = cpuSeconds(peer.pid) - before;
  viewer.close();
  return seconds;
}

const source = await startRfbSource({ answerBytes: ANSWER_BYTES, streamBytes: GIB });
const peers = [await startIronbridgePeer(source.port), await startWebsockifyPeer(source.port)];
const results = new Map(peers.map(({ name }) => [name, { roundTrips: [], streams: [] }]));
try {
  // Turn and turn about, so that what else the machine does falls on both.
  for (let round = 0; round < ROUNDS; round++) {
    for (const peer of peers) {
      results.get(peer.name).roundTrips.push(await measureRoundTrip(peer));
      results.get(peer.name).streams.push(await measureStream(peer));
    }
  }
} finally {
  for (const peer of peers) await peer.close();
  source.close();
}

const figures = peers.map(({ name }) => {
  const { roundTrips, streams } = results.get(name);
  return { name, roundTrip: median(roundTrips), stream: median(streams) };
});
const [ours, theirs] = figures;
const row = ({ name, roundTrip, stream }) => `| ${name} | ${roundTrip.toFixed(0)} | ${stream.toFixed(2)} |`;
const table = [
  `| | round trip, ${VIEWERS} viewers (median, µs) | CPU seconds per GiB, one stream |`,
  '| --- | --- | --- |',
  ...figures.map(row),
  `| **ironbridge ÷ websockify** | **${(ours.roundTrip / theirs.roundTrip).toFixed(2)}** | **${(ours.stream / theirs.stream).toFixed(2)}** |`,
].join('\n');
console.log(table);
keepResults(
  'The proxy beside websockify',
  `Written by \`npm run bench\`: Debian's websockify 0.10 and \`ironbridge up\` (api, conductor and proxy in its one process), before
one VNC server, in one run, in turns; medians of ${ROUNDS} rounds. The ratio is what carries over to another machine.

${MACHINE}
A round trip is a FramebufferUpdateRequest (10 bytes) answered by ${ANSWER_BYTES} bytes; ${ROUND_TRIPS} by each viewer, all at the same time.

${table}
`,
);
