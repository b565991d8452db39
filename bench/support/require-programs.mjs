import { existsSync } from 'node:fs';

/** The peers and simulators that benchmarks run, by the Debian package that brings them. */
const PACKAGES = {
  '/usr/bin/websockify': 'python3-websockify',
  '/usr/bin/ironic-api': 'ironic-api',
  '/usr/bin/ironic-conductor': 'ironic-conductor',
  '/usr/bin/ipmi_sim': 'openipmi',
  '/usr/bin/ipmitool': 'ipmitool',
  '/usr/bin/socat': 'socat',
};

/** Ends the process, saying what to install, where one of `programs` is missing. */
export function requirePrograms(programs) {
  const missing = programs.filter((program) => !existsSync(program));
  if (missing.length === 0) return;
  console.error(
    `Missing: ${missing.join(', ')}. Install: ${missing.map((program) => PACKAGES[program]).join(' ')}`,
  );
  process.exit(1);
}
