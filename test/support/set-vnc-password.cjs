'use strict';

// What an operator would write: it obeys the hook of `ironbridge simulator idrac --apply` for an Xtigervnc.
const { execFileSync } = require('node:child_process');
const { readFileSync, renameSync, writeFileSync } = require('node:fs');

const [, , passwordFile] = process.argv;
const { password } = JSON.parse(readFileSync(0, 'utf8'));
if (password !== null) {
  const obfuscated = execFileSync('/usr/bin/tigervncpasswd', ['-f'], { input: `${password}\n` });
  writeFileSync(`${passwordFile}.new`, obfuscated, { mode: 0o600 });
  renameSync(`${passwordFile}.new`, passwordFile);
}
