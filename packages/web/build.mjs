/**
 * Builds the pages into dist/assets. A file is written only where its content changed, and then whole, by rename:
 * a process that reads the directory at the same time sees the old file or the new one.
 */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));
const source = join(here, 'src', 'browser');
const target = join(here, 'dist', 'assets');
const novnc = fileURLToPath(new URL('..', import.meta.resolve('@novnc/novnc')));
const xterm = fileURLToPath(new URL('..', import.meta.resolve('@xterm/xterm')));

/** Each with one viewer of its own, loaded when a console of that type is opened. */
const views = ['vnc-view', 'serial-view'];

const { outputFiles } = await build({
  absWorkingDir: here,
  entryPoints: [
    'viewer.ts',
    ...views.map((view) => `${view}.ts`),
    'servers.ts',
    'viewer.css',
    'servers.css',
  ].map((name) => join(source, name)),
  external: views.map((view) => `./${view}.js`),
  outdir: target,
  bundle: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  sourcemap: false,
  write: false,
  logLevel: 'warning',
  banner: { js: '/* Ironbridge, Apache-2.0. Contains parts under other licences: see licenses.txt. */' },
});

/** The comment that opens a file: where noVNC keeps the notices of code that it ported. */
async function openingComment(file) {
  const text = await readFile(join(novnc, file), 'utf8');
  return text.slice(0, text.indexOf('*/') + 2);
}

async function versionOf(directory) {
  return JSON.parse(await readFile(join(directory, 'package.json'), 'utf8')).version;
}

async function licences() {
  const version = await versionOf(novnc);
  const text = (file) => readFile(join(novnc, file), 'utf8');
  const sections = [
    `vnc-view.js contains noVNC ${version}, unmodified. Its source: https://github.com/novnc/noVNC/tree/v${version}`,
    await text('LICENSE.txt'),
    await text('AUTHORS'),
    await text('docs/LICENSE.MPL-2.0'),
    `noVNC contains pako (vendor/pako):\n\n${await text('vendor/pako/LICENSE')}`,
    `noVNC contains a DES cipher (core/crypto/des.js):\n\n${await openingComment('core/crypto/des.js')}`,
    `serial-view.js and viewer.css contain xterm.js ${await versionOf(xterm)} and its addon-fit, unmodified:\n\n` +
      (await readFile(join(xterm, 'LICENSE'), 'utf8')),
  ];
  return sections.map((section) => section.trim()).join(`\n\n${'-'.repeat(80)}\n\n`) + '\n';
}

async function writeChanged(name, contents) {
  const file = join(target, name);
  const bytes = Buffer.from(contents);
  const present = await readFile(file).catch(() => undefined);
  if (present?.equals(bytes)) return;
  const partial = `${file}.${process.pid}.tmp`;
  await writeFile(partial, bytes);
  await rename(partial, file);
}

await mkdir(target, { recursive: true });
await Promise.all([
  ...outputFiles.map(({ path, contents }) => writeChanged(basename(path), contents)),
  ...['viewer.html', 'servers.html', 'favicon.svg'].map(async (name) =>
    writeChanged(name, await readFile(join(source, name))),
  ),
  writeChanged('licenses.txt', await licences()),
]);
