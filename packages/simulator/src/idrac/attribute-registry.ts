import type { AttributeDefinition } from '../attributes/attribute-definition.js';

/** A Redfish attribute registry that describes these attributes. */
export function createAttributeRegistry(definitions: readonly AttributeDefinition[]): object {
  return {
    '@odata.type': '#AttributeRegistry.v1_3_3.AttributeRegistry',
    Id: 'ManagerAttributeRegistry.v1_0_0',
    Name: 'Manager Attribute Registry',
    Language: 'en',
    OwningEntity: 'Dell',
    RegistryVersion: '1.0.0',
    RegistryEntries: { Attributes: definitions.map(describeAttribute) },
  };
}

function describeAttribute(definition: AttributeDefinition): object {
  const common = {
    AttributeName: definition.name,
    DisplayName: definition.name.slice(definition.name.lastIndexOf('.') + 1),
    Type: definition.type,
    Readonly: definition.isReadOnly ?? false,
  };
  switch (definition.type) {
    case 'Enumeration':
      return {
        ...common,
        Value: definition.values.map((value) => ({ ValueDisplayName: value, ValueName: value })),
      };
    case 'Integer':
      return { ...common, LowerBound: definition.lowerBound, UpperBound: definition.upperBound };
    case 'String':
    case 'Password':
      return { ...common, MinLength: 0, MaxLength: definition.maxLength };
  }
}
