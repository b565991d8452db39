import { randomBytes } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';

import type { AttributeValues } from './attribute-definition.js';
import { SimulatorOptionsError } from '../errors.js';
import { isRecord } from '../is-record.js';

const OWNER_ONLY = 0o600;

/** What a simulated iDRAC remembers over a restart: attributes by the FQDD of their resource, passwords in the clear. */
export type SavedState = Readonly<Record<string, AttributeValues>>;

/**
 * Reads a state file, whose values are not checked here; undefined where there is none yet.
 *
 * @throws SimulatorOptionsError where it is unreadable or no JSON object of objects
 */
export async function readStateFile(
  path: string,
): Promise<Readonly<Record<string, Record<string, unknown>>> | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isRecord(error) && error['code'] === 'ENOENT') return undefined;
    throw new SimulatorOptionsError(`The state file ${path} cannot be read; make it readable`, {
      cause: error,
    });
  }
  const state = parseJson(text);
  if (!isRecord(state)) throw unusable(path);
  const sections = Object.entries(state).map(([fqdd, values]): [string, Record<string, unknown>] => {
    if (!isRecord(values)) throw unusable(path);
    return [fqdd, values];
  });
  return Object.fromEntries(sections);
}

/** Writes a state file, readable by its owner only; a reader sees the old one or the new one, never a part. */
export async function writeStateFile(path: string, state: SavedState): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const file = await open(temporary, 'wx', OWNER_ONLY);
    try {
      await file.writeFile(`${JSON.stringify(state, undefined, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new SimulatorOptionsError(`The state file ${path} cannot be written; check its folder`, {
      cause: error,
    });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message quotes the text, which holds a password.
    return undefined;
  }
}

function unusable(path: string): SimulatorOptionsError {
  return new SimulatorOptionsError(`The state file ${path} is not what this program writes; delete it`);
}
