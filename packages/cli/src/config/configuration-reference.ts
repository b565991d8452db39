import type { z } from 'zod';
import { CONFIG_SECTIONS } from './config-schema.js';
import { INTERFACE_SECTIONS } from './interface-sections.js';

/** Options whose default depends on the machine. */
const MACHINE_DEFAULTS: Readonly<Record<string, string>> = {
  'DEFAULT.host': 'name of the machine',
  'console.runtime_directory': '/run/ironbridge for root, else /tmp/ironbridge-UID',
};

function isAddress(data: unknown): data is { host: string; port: number } {
  return typeof data === 'object' && data !== null && 'host' in data && 'port' in data;
}

function defaultOf(section: string, name: string, type: z.ZodType): string {
  const machine = MACHINE_DEFAULTS[`${section}.${name}`];
  if (machine !== undefined) return machine;
  const { success, data } = type.safeParse(undefined);
  if (!success || data === undefined) return '';
  if (Array.isArray(data)) return data.join(', ');
  if (isAddress(data)) return `${data.host}:${data.port}`;
  // Durations are milliseconds inside and seconds in the file.
  if (typeof data === 'number' && /_(interval|timeout|ttl)$/.test(name)) return String(data / 1000);
  if (typeof data === 'number' && name.endsWith('_days')) return String(data / 86_400_000);
  return typeof data === 'string' ? data : JSON.stringify(data);
}

/** docs/configuration.md: every option, as the schema has it. */
export function configurationReference(): string {
  const sections = Object.entries<z.ZodObject>({ ...CONFIG_SECTIONS, ...INTERFACE_SECTIONS }).map(
    ([section, schema]) => {
      const rows = Object.entries<z.ZodType>(schema.shape).map(([name, type]) => {
        const description = type.meta()?.description ?? '';
        return `| \`${name}\` | ${defaultOf(section, name, type)} | ${description} |`;
      });
      return [`## [${section}]`, '', '| option | default | meaning |', '|---|---|---|', ...rows].join('\n');
    },
  );
  return [
    '# Configuration',
    'INI files in the dialect of oslo.config, given with `--config-file` (repeatable; later files win). An environment variable',
    'such as `IRONBRIDGE_VNC__PORT=7000` wins over files. Lists are separated by commas. An unknown section or option is an error,',
    'and nothing starts. This page is written by `node scripts/write-configuration-reference.mjs`.',
    '',
    sections.join('\n\n'),
    '',
    '## [console_interfaces]',
    '',
    'Packages of console interfaces that do not ship with Ironbridge: `name = package`. Enable them by name in',
    '`enabled_console_interfaces`. Packages are found from the working directory. Where a package has options, they stand in a',
    'section that its own documentation names.',
    '',
  ].join('\n');
}
