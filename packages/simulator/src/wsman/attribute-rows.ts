import { MASK } from '@ironbridge/common';

import type { AttributeDefinition, AttributeValue } from '../attributes/attribute-definition.js';
import type { AttributeResource } from '../attributes/attribute-resource.js';
import type { CimRow } from './row-filter.js';

/** The class whose instances are attributes of a type. */
export const ATTRIBUTE_CLASSES = {
  Enumeration: 'DCIM_iDRACCardEnumeration',
  Integer: 'DCIM_iDRACCardInteger',
  String: 'DCIM_iDRACCardString',
  Password: 'DCIM_iDRACCardString',
} as const;

/** Every attribute of the class, with properties and order as in recordings of a 2.40 firmware. */
export function createAttributeRows(
  className: string,
  resource: AttributeResource,
  pending: ReadonlyMap<string, AttributeValue>,
): readonly CimRow[] {
  const current = resource.read();
  return [...resource.definitions.values()]
    .map((definition, index) => ({ definition, order: index + 1 }))
    .filter(({ definition }) => ATTRIBUTE_CLASSES[definition.type] === className)
    .map(({ definition, order }) => {
      const isPassword = definition.type === 'Password';
      const pendingValue = pending.get(definition.name);
      const { groupId, attributeName } = splitName(definition.name);
      return {
        AttributeDisplayName: attributeName,
        AttributeName: attributeName,
        CurrentValue: isPassword ? MASK : show(current[definition.name]),
        DefaultValue: isPassword ? 'NULL' : show(definition.initial),
        Dependency: undefined,
        DisplayOrder: String(order),
        FQDD: resource.fqdd,
        GroupDisplayName: groupId,
        GroupID: groupId,
        InstanceID: `${resource.fqdd}#${groupId}#${attributeName}`,
        IsReadOnly: String(definition.isReadOnly ?? false),
        ...describeLimits(definition, isPassword && pendingValue !== undefined ? MASK : show(pendingValue)),
      };
    });
}

/** `Group.Index.Name`, whether the client wrote `Group.Index#Name`, as WS-Man has it, or with a dot. */
export function toAttributeName(written: string): string {
  return written.trim().replace('#', '.');
}

function describeLimits(definition: AttributeDefinition, PendingValue: string | undefined): CimRow {
  switch (definition.type) {
    case 'Enumeration':
      return { PendingValue, PossibleValues: definition.values };
    case 'Integer':
      return {
        LowerBound: String(definition.lowerBound),
        PendingValue,
        UpperBound: String(definition.upperBound),
      };
    case 'String':
    case 'Password':
      return { MaxLength: String(definition.maxLength), MinLength: '0', PendingValue };
  }
}

function splitName(name: string): { readonly groupId: string; readonly attributeName: string } {
  const dot = name.lastIndexOf('.');
  return { groupId: name.slice(0, dot), attributeName: name.slice(dot + 1) };
}

function show(value: AttributeValue | undefined): string | undefined {
  return value === null || value === undefined || value === '' ? undefined : String(value);
}
