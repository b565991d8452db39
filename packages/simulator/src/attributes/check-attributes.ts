import { MASK } from '@ironbridge/common';

import type { AttributeDefinition, AttributeValue } from './attribute-definition.js';
import { createMessage, type RedfishMessage } from '../redfish/redfish-message.js';

/** What of a write can be applied, and what is wrong with the rest. */
export interface CheckedAttributes {
  readonly accepted: ReadonlyMap<string, AttributeValue>;
  readonly refused: readonly RedfishMessage[];
}

/** Checks a write to an attribute resource, attribute by attribute, as an iDRAC9 does. */
export function checkAttributes(
  definitions: ReadonlyMap<string, AttributeDefinition>,
  wanted: Readonly<Record<string, unknown>>,
): CheckedAttributes {
  const accepted = new Map<string, AttributeValue>();
  const refused: RedfishMessage[] = [];
  for (const [name, value] of Object.entries(wanted)) {
    const definition = definitions.get(name);
    if (definition === undefined || definition.isReadOnly === true) {
      const message = definition === undefined ? 'PropertyUnknown' : 'PropertyNotWritable';
      refused.push(createMessage(message, [name], [pointerTo(name)]));
      continue;
    }
    const parsed = parseAttribute(definition, value);
    if (parsed.problem === undefined) accepted.set(name, parsed.value);
    else refused.push(createMessage(parsed.problem, [describe(definition, value), name], [pointerTo(name)]));
  }
  return { accepted, refused };
}

/** The JSON pointer that messages about the attribute `name` carry. */
export function pointerTo(name: string): string {
  return `#/Attributes/${name}`;
}

/** A value that the attribute takes, or the name of the message that says why it does not. */
export type ParsedAttribute =
  | { readonly value: string | number; readonly problem?: undefined }
  | { readonly problem: 'PropertyValueTypeError' | 'PropertyValueFormatError' | 'SYS426' };

/** Checks one value; nothing is converted, so a number in quotes is of the wrong type. */
export function parseAttribute(definition: AttributeDefinition, value: unknown): ParsedAttribute {
  if (definition.type === 'Integer') {
    if (typeof value !== 'number' || !Number.isInteger(value)) return { problem: 'PropertyValueTypeError' };
    const isInBounds = value >= definition.lowerBound && value <= definition.upperBound;
    return isInBounds ? { value } : { problem: 'PropertyValueFormatError' };
  }
  if (typeof value !== 'string') return { problem: 'PropertyValueTypeError' };
  if (definition.type === 'Enumeration') {
    return definition.values.includes(value) ? { value } : { problem: 'SYS426' };
  }
  return value.length <= definition.maxLength ? { value } : { problem: 'PropertyValueFormatError' };
}

/** The value as a message shows it; a password never is. */
function describe(definition: AttributeDefinition, value: unknown): string {
  if (definition.type === 'Password') return MASK;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
