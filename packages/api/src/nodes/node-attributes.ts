import { InvalidInputError, MASK, type JsonObject, type JsonValue } from '@ironbridge/common';
import type { NewNode, NodeChanges, NodeRecord } from '@ironbridge/store';
import { isDeepStrictEqual } from 'node:util';
import { NotAcceptableError } from '../errors.js';
import { isUuid } from './is-uuid.js';
import { nodeField, PATCHABLE_FIELDS, type SettableType } from './node-fields.js';

const MAX_STRING_CHARACTERS = 255;
/** What the store keeps apart from the other fields. */
const OWN_COLUMNS = new Set(['uuid', 'name', 'driver', 'driver_info', 'console_interface']);
const MAX_DESCRIPTION_CHARACTERS = 4096;

/** What a client set of a node, by its names in the API. */
export type NodeAttributes = JsonObject;

/** Bodies were read as JSON, so an object is a JSON object. */
function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describeMismatch(name: string, type: SettableType, value: JsonValue): string | undefined {
  switch (type) {
    case 'string': {
      const maxCharacters = name === 'description' ? MAX_DESCRIPTION_CHARACTERS : MAX_STRING_CHARACTERS;
      if (typeof value !== 'string') return `'${name}' is not of type 'string'`;
      return value.length > maxCharacters ? `'${name}' is too long` : undefined;
    }
    case 'uuid':
      return typeof value === 'string' && isUuid(value) ? undefined : `'${name}' is not a 'uuid'`;
    case 'boolean':
      return typeof value === 'boolean' ? undefined : `'${name}' is not of type 'boolean'`;
    case 'object':
      return typeof value === 'object' && !Array.isArray(value)
        ? undefined
        : `'${name}' is not of type 'object'`;
  }
}

function invalidNode(reason: string): InvalidInputError {
  return new InvalidInputError(`Schema error for node: ${reason}`);
}

/**
 * Checks the types of attributes.
 *
 * @throws InvalidInputError in the words of Ironic's schema, values left out
 */
export function assertAttributeTypes(attributes: NodeAttributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    const type = nodeField(name)?.settable;
    const mismatch = type === undefined || value === null ? undefined : describeMismatch(name, type, value);
    if (mismatch !== undefined) throw invalidNode(mismatch);
  }
  if (typeof attributes['driver'] !== 'string') throw invalidNode("'driver' is a required property");
}

/**
 * What POST gave, its names, versions and types checked.
 *
 * @throws InvalidInputError in the words of Ironic's schema; NotAcceptableError for a newer field
 */
export function parseNewAttributes(body: unknown, minorVersion: number): NodeAttributes {
  if (body === undefined) throw new InvalidInputError('Missing mandatory parameter: node');
  if (!isJsonObject(body)) throw invalidNode("the body is not of type 'object'");
  const unexpected = Object.keys(body).filter((name) => nodeField(name)?.settable === undefined);
  if (unexpected.length > 0) {
    const names = unexpected.map((name) => `'${name}'`).join(', ');
    throw invalidNode(
      `Additional properties are not allowed (${names} ${unexpected.length === 1 ? 'was' : 'were'} unexpected)`,
    );
  }
  if (Object.keys(body).some((name) => (nodeField(name)?.since ?? 1) > minorVersion)) {
    throw new NotAcceptableError();
  }
  assertAttributeTypes(body);
  return body;
}

/** All that PATCH may change of a node, as it is now, secrets included: what a patch is applied to. */
export function attributesOf(node: NodeRecord): NodeAttributes {
  const initial = PATCHABLE_FIELDS.map((name): [string, JsonValue] => [
    name,
    nodeField(name)?.initial ?? null,
  ]);
  return structuredClone({
    ...Object.fromEntries(initial),
    ...node.fields,
    name: node.name,
    driver: node.driver,
    driver_info: node.driverInfo,
    console_interface: node.consoleInterface,
  });
}

function asObject(value: JsonValue | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

function asText(value: JsonValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

/** A node as the store keeps it. What equals its default is not kept. */
export function toNewNode(uuid: string, attributes: NodeAttributes): NewNode {
  const { name, driver, driver_info: driverInfo, console_interface: consoleInterface } = attributes;
  const fields = Object.entries(attributes).filter(
    ([field, value]) =>
      !OWN_COLUMNS.has(field) && value !== null && !isDeepStrictEqual(value, nodeField(field)?.initial),
  );
  return {
    uuid,
    name: asText(name),
    driver: asText(driver) ?? '',
    driverInfo: asObject(driverInfo),
    consoleInterface: asText(consoleInterface),
    fields: Object.fromEntries(fields),
  };
}

/** What differs between a stored node and its patched attributes. */
export function toChanges(node: NodeRecord, attributes: NodeAttributes): NodeChanges {
  const { name, driver, driverInfo, consoleInterface, fields } = toNewNode(node.uuid, attributes);
  return {
    ...(name !== node.name && { name }),
    ...(driver !== node.driver && { driver }),
    ...(!isDeepStrictEqual(driverInfo, node.driverInfo) && { driverInfo }),
    ...(consoleInterface !== node.consoleInterface && { consoleInterface }),
    ...(!isDeepStrictEqual(fields, node.fields) && { fields }),
  };
}

function findMask(value: JsonValue, path: string, isSecret: (key: string) => boolean): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const at = `${path}/${key}`;
    if (inner === MASK && isSecret(key)) return at;
    const found = findMask(inner, at, isSecret);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Refuses secrets that are exactly the mask: someone sends back what a GET showed, and would lose the password. No stored
 * secret is one, so a mask that is found was just given.
 *
 * @throws InvalidInputError naming the key
 */
export function assertNoMaskedSecrets(attributes: NodeAttributes, isSecret: (key: string) => boolean): void {
  for (const name of ['driver_info', 'instance_info']) {
    const key = findMask(attributes[name] ?? null, name, isSecret);
    if (key === undefined) continue;
    throw new InvalidInputError(
      `${key} is '${MASK}', which stands for a secret that is not shown; give the secret itself or leave the key out`,
    );
  }
}
