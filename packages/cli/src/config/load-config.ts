import { nearestName } from '@ironbridge/common';
import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { ConfigurationError } from '../errors.js';
import { CONFIG_SECTIONS, type Config, type SectionName } from './config-schema.js';
import { INTERFACE_SECTIONS } from './interface-sections.js';
import { parseIniFile, type IniOption } from './ini-file.js';

const ENV_PREFIX = 'IRONBRIDGE_';

/** Sections of free names, beside those of the schema. */
const FREE_SECTION = 'console_interfaces';

export interface ConfigSources {
  /** Later files win over earlier ones. */
  readonly files: readonly string[];
  /** `IRONBRIDGE_VNC__PORT=6090` wins over every file. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Win over everything: what the command itself decides. */
  readonly overrides?: readonly IniOption[];
}

/** Every section whose options are known before a package from elsewhere is loaded. */
const KNOWN_SECTIONS: Readonly<Record<string, z.ZodObject>> = { ...INTERFACE_SECTIONS, ...CONFIG_SECTIONS };

function isOwnSection(name: string): name is SectionName {
  return Object.hasOwn(CONFIG_SECTIONS, name);
}

async function readOptions(file: string): Promise<readonly IniOption[]> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigurationError([`--config-file ${file}: cannot be read: ${reason}`]);
  });
  return parseIniFile(text, file);
}

function environmentOptions(env: ConfigSources['env']): readonly IniOption[] {
  return Object.entries(env).flatMap(([variable, value]) => {
    if (!variable.startsWith(ENV_PREFIX) || value === undefined) return [];
    const [, section, name] = /^IRONBRIDGE_([A-Z_]+?)__([A-Z0-9_]+)$/.exec(variable) ?? [];
    const where = `environment variable ${variable}`;
    if (section === undefined || name === undefined) {
      throw new ConfigurationError([`${where}: options are named IRONBRIDGE_SECTION__OPTION, in capitals`]);
    }
    return [
      {
        section: section === 'DEFAULT' ? section : section.toLowerCase(),
        name: name.toLowerCase(),
        value,
        where,
      },
    ];
  });
}

function didYouMean(name: string, known: readonly string[]): string {
  const near = nearestName(name, known);
  return near === undefined ? '' : `; did you mean '${near}'?`;
}

/** An option stands in a section that nobody knows. */
export function unknownSectionProblem({ section, where }: IniOption, others: Iterable<string> = []): string {
  const known = [...Object.keys(KNOWN_SECTIONS), FREE_SECTION, ...others];
  return `${where}: there is no section [${section}]${didYouMean(section, known)}`;
}

/** What is wrong with the name of an option, if anything. */
function nameProblem(option: IniOption): string | undefined {
  const { section, name, where } = option;
  if (section === FREE_SECTION) return undefined;
  const schema = KNOWN_SECTIONS[section];
  if (schema === undefined) return unknownSectionProblem(option);
  const known = Object.keys(schema.shape);
  if (known.includes(name)) return undefined;
  return `${where}: [${section}] has no option '${name}'${didYouMean(name, known)}`;
}

/**
 * Reads the configuration of this process, once.
 *
 * @throws ConfigurationError with every problem at once; nothing starts then
 */
export async function loadConfig({ files, env, overrides = [] }: ConfigSources): Promise<Config> {
  const fromFiles = (await Promise.all(files.map(readOptions))).flat();
  const options = [...fromFiles, ...environmentOptions(env), ...overrides];
  // Only packages from elsewhere have sections that are not known here; theirs are checked once they are loaded.
  const hasPackages = options.some(({ section }) => section === FREE_SECTION);
  const isPackages = ({ section }: IniOption): boolean =>
    hasPackages && section !== FREE_SECTION && !Object.hasOwn(KNOWN_SECTIONS, section);
  const isInterfaces = (option: IniOption): boolean =>
    isPackages(option) || Object.hasOwn(INTERFACE_SECTIONS, option.section);
  const problems = options
    .filter((option) => !isPackages(option))
    .map(nameProblem)
    .filter((problem) => problem !== undefined);
  const last = new Map(options.map((option) => [`${option.section}.${option.name}`, option]));
  const values = (section: string): Record<string, string> =>
    Object.fromEntries(
      [...last.values()]
        .filter((option) => option.section === section)
        .map(({ name, value }) => [name, value]),
    );
  const sections = Object.entries(KNOWN_SECTIONS).map(([section, schema]): [string, unknown] => {
    const result: z.ZodSafeParseResult<unknown> = schema.safeParse(values(section));
    if (result.success) return [section, Object.freeze(result.data)];
    for (const { code, path, message } of result.error.issues) {
      // Unknown names were told above, with their places.
      if (code === 'unrecognized_keys') continue;
      const name = String(path[0]);
      problems.push(
        `${last.get(`${section}.${name}`)?.where ?? 'configuration'}: [${section}] ${name} ${message}`,
      );
    }
    return [section, {}];
  });
  if (problems.length > 0) throw new ConfigurationError(problems);
  return Object.freeze({
    ...(Object.fromEntries(sections.filter(([section]) => isOwnSection(section))) as Omit<
      Config,
      typeof FREE_SECTION | 'ofInterfaces'
    >),
    ofInterfaces: Object.freeze([...last.values()].filter(isInterfaces)),
    [FREE_SECTION]: Object.freeze(values(FREE_SECTION)),
  });
}
