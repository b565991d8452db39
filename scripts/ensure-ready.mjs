import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

const MINIMUM_NODE = [20, 19];

/** Runs a Node program in the clone and ends this process if it fails. Nothing but Node is needed on the PATH. */
export function runNode(what, args) {
  const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) {
    console.error(`${what} failed; see above`);
    process.exit(status ?? 1);
  }
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > MINIMUM_NODE[0] || (major === MINIMUM_NODE[0] && minor >= MINIMUM_NODE[1])) return;
  console.error(`Ironbridge needs Node ${MINIMUM_NODE.join('.')} or newer; this is ${process.versions.node}`);
  process.exit(1);
}

/** `npm ci`, unless what is installed is what the lock file says. */
function install() {
  const stamp = `${ROOT}/node_modules/.ironbridge-lock`;
  const wanted = createHash('sha256')
    .update(readFileSync(`${ROOT}/package-lock.json`))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.log('Installing packages; this takes a minute the first time');
  const npm = process.env.npm_execpath;
  if (npm === undefined) {
    console.error('Run this by npm: npm start, or npm test');
    process.exit(1);
  }
  runNode('npm ci', [npm, 'ci', '--no-audit', '--no-fund', '--loglevel=error']);
  writeFileSync(stamp, wanted);
}

/** Compiles what changed. */
function build() {
  runNode('Building', ['node_modules/typescript/bin/tsc', '-b']);
  runNode('Building the pages', ['packages/web/build.mjs']);
}

/** Brings a clone to where its programs run, doing only what is not done yet. */
export function ensureReady() {
  checkNode();
  install();
  build();
}
