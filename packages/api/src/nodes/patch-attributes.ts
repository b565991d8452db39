import { InvalidInputError, type JsonObject, type JsonValue } from '@ironbridge/common';
import { z } from 'zod';
import { NotAcceptableError } from '../errors.js';
import { nodeField, PATCHABLE_FIELDS } from './node-fields.js';
import type { NodeAttributes } from './node-attributes.js';

const MAX_OPERATIONS = 1000;

/** The three operations of RFC 6902 that Ironic takes. */
const Patch = z
  .array(
    z.discriminatedUnion('op', [
      z.object({ op: z.enum(['add', 'replace']), path: z.string(), value: z.json() }),
      z.object({ op: z.literal('remove'), path: z.string() }),
    ]),
  )
  .max(MAX_OPERATIONS);

type Operation = z.output<typeof Patch>[number];

function failure({ op, path }: Operation, reason: string): InvalidInputError {
  // Written as Ironic writes a patch, without the value, which may be a secret.
  return new InvalidInputError(
    `Couldn't apply patch '{'op': '${op}', 'path': '${path}'}'. Reason: ${reason}`,
  );
}

function indexIn(list: readonly JsonValue[], token: string, operation: Operation): number {
  const last = operation.op === 'add' ? list.length : list.length - 1;
  const index = token === '-' && operation.op === 'add' ? list.length : Number(token);
  if (!/^(0|[1-9]\d*|-)$/.test(token) || !(index <= last)) {
    throw failure(operation, `'${token}' is not a position in the list`);
  }
  return index;
}

function applyToList(list: JsonValue[], token: string, operation: Operation): void {
  const index = indexIn(list, token, operation);
  switch (operation.op) {
    case 'add':
      list.splice(index, 0, operation.value);
      break;
    case 'replace':
      list.splice(index, 1, operation.value);
      break;
    case 'remove':
      list.splice(index, 1);
      break;
  }
}

function applyToObject(object: JsonObject, token: string, operation: Operation): void {
  // Own members only: a path never reaches what objects inherit.
  if (operation.op !== 'add' && !Object.hasOwn(object, token)) {
    throw failure(operation, `can't ${operation.op} a non-existent object '${token}'`);
  }
  if (operation.op === 'remove') Reflect.deleteProperty(object, token);
  else
    Object.defineProperty(object, token, {
      value: operation.value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
}

function memberOf(container: JsonValue, token: string, operation: Operation): JsonValue {
  const member =
    typeof container === 'object' && container !== null && Object.hasOwn(container, token)
      ? (container as Readonly<Record<string, JsonValue>>)[token]
      : undefined;
  if (member === undefined) throw failure(operation, `member '${token}' not found`);
  return member;
}

function applyOperation(document: JsonObject, operation: Operation): void {
  const tokens = operation.path
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
  const last = tokens.pop() ?? '';
  const container = tokens.reduce<JsonValue>((parent, token) => memberOf(parent, token, operation), document);
  if (Array.isArray(container)) applyToList(container, last, operation);
  else if (typeof container === 'object' && container !== null) applyToObject(container, last, operation);
  else throw failure(operation, `'${last}' is not inside an object or a list`);
}

function assertPatchable({ path }: Operation, minorVersion: number): void {
  const name = /^\/([^/]+)/.exec(path)?.[1] ?? '';
  if (!PATCHABLE_FIELDS.includes(name)) {
    throw new InvalidInputError(
      `Cannot patch ${path}. Only the following can be updated: ${PATCHABLE_FIELDS.join(', ')}`,
    );
  }
  if ((nodeField(name)?.since ?? 1) > minorVersion) throw new NotAcceptableError();
}

/**
 * Applies a JSON patch (RFC 6902) in place: `add`, `replace` and `remove`, as Ironic takes them and in its words.
 *
 * @throws InvalidInputError telling which operation cannot be applied; NotAcceptableError for a newer field
 */
export function patchAttributes(attributes: NodeAttributes, body: unknown, minorVersion: number): void {
  if (body === undefined) throw new InvalidInputError('Missing mandatory parameter: patch');
  const patch = Patch.safeParse(body);
  if (!patch.success) throw new InvalidInputError(`Schema error for patch: ${z.prettifyError(patch.error)}`);
  for (const operation of patch.data) {
    assertPatchable(operation, minorVersion);
    applyOperation(attributes, operation);
  }
}
