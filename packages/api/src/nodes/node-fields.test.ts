import { NODE_FIELDS, PATCHABLE_FIELDS } from './node-fields.js';

describe('NODE_FIELDS', () => {
  it('has the fields of version 1.1 and of 1.5 as recorded', () => {
    const upTo = (version: number): readonly string[] =>
      NODE_FIELDS.filter(({ since }) => since <= version).map(({ name }) => name);
    expect(upTo(5)).toHaveLength(21);
    expect(upTo(4)).not.toContain('name');
    expect(upTo(2)).not.toContain('driver_internal_info');
  });

  it('names each field once', () => {
    const names = NODE_FIELDS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('PATCHABLE_FIELDS', () => {
  it('are those of Ironic 21.4', () => {
    expect(PATCHABLE_FIELDS).toHaveLength(33);
    expect(PATCHABLE_FIELDS).not.toContain('uuid');
  });
});
