import type { JsonObject } from '@ironbridge/common';
import { patchAttributes } from './patch-attributes.js';

function patched(attributes: JsonObject, operations: unknown): JsonObject {
  patchAttributes(attributes, operations, 82);
  return attributes;
}

describe('patchAttributes', () => {
  it.each([
    [{ extra: {} }, { op: 'add', path: '/extra/a', value: 1 }, { extra: { a: 1 } }],
    [{ extra: { a: 1 } }, { op: 'add', path: '/extra/a', value: 2 }, { extra: { a: 2 } }],
    [{ extra: { a: 1 } }, { op: 'replace', path: '/extra/a', value: null }, { extra: { a: null } }],
    [{ extra: { a: 1, b: 2 } }, { op: 'remove', path: '/extra/a' }, { extra: { b: 2 } }],
    [{ extra: {} }, { op: 'add', path: '/extra/a~1b~0c', value: 1 }, { extra: { 'a/b~c': 1 } }],
    [{ extra: { l: [1, 2] } }, { op: 'add', path: '/extra/l/0', value: 0 }, { extra: { l: [0, 1, 2] } }],
    [{ extra: { l: [1] } }, { op: 'add', path: '/extra/l/-', value: 2 }, { extra: { l: [1, 2] } }],
    [{ extra: { l: [1, 2] } }, { op: 'replace', path: '/extra/l/1', value: 3 }, { extra: { l: [1, 3] } }],
    [{ extra: { l: [1, 2] } }, { op: 'remove', path: '/extra/l/0' }, { extra: { l: [2] } }],
    [{ extra: {} }, { op: 'add', path: '/extra', value: { b: 1 } }, { extra: { b: 1 } }],
    [{ extra: {} }, { op: 'add', path: '/extra/', value: 1 }, { extra: { '': 1 } }],
  ])('turns %j by %j into %j', (attributes, operation, expected) => {
    expect(patched(attributes, [operation])).toEqual(expected);
  });

  it.each([
    [{ op: 'remove', path: '/extra/none' }, "can't remove a non-existent object 'none'"],
    [{ op: 'replace', path: '/extra/none', value: 1 }, "can't replace a non-existent object 'none'"],
    [{ op: 'remove', path: '/extra/toString' }, "can't remove a non-existent object 'toString'"],
    [{ op: 'add', path: '/extra/toString/x', value: 1 }, "member 'toString' not found"],
    [{ op: 'add', path: '/extra/__proto__/x', value: 1 }, "member '__proto__' not found"],
    [{ op: 'add', path: '/extra/text/x', value: 1 }, "'x' is not inside an object or a list"],
    [{ op: 'add', path: '/extra/list/9', value: 1 }, "'9' is not a position in the list"],
    [{ op: 'add', path: '/extra/list/01', value: 1 }, "'01' is not a position in the list"],
    [{ op: 'replace', path: '/extra/list/-', value: 1 }, "'-' is not a position in the list"],
    [{ op: 'remove', path: '/extra/list/1' }, "'1' is not a position in the list"],
    [{ op: 'add', path: '/extra/list/length/x', value: 1 }, "'x' is not inside an object or a list"],
  ])('refuses %j because %s', (operation, reason) => {
    expect(() => patched({ extra: { text: 'a', list: [1] } }, [operation])).toThrow(
      `Couldn't apply patch '{'op': '${operation.op}', 'path': '${operation.path}'}'. Reason: ${reason}`,
    );
  });

  it.each([
    [{}],
    ['text'],
    [[{ op: 'move', from: '/name', path: '/extra/a' }]],
    [[{ op: 'add', path: '/extra/a' }]],
    [[{ op: 'remove' }]],
  ])('refuses %j, which is no patch that Ironic takes', (operations) => {
    expect(() => patched({ extra: {} }, operations)).toThrow('Schema error for patch');
  });

  it.each(['', 'extra', '/', '/uuid', '/reservation', '/__proto__/x'])('refuses the path %j', (path) => {
    expect(() => patched({ extra: {} }, [{ op: 'add', path, value: 1 }])).toThrow(
      `Cannot patch ${path}. Only`,
    );
  });

  it('adds a member of any name as a member, not as a prototype', () => {
    const { extra } = patched({ extra: {} }, [
      { op: 'add', path: '/extra/__proto__', value: { polluted: true } },
    ]);
    expect(Object.getPrototypeOf(extra)).toBe(Object.prototype);
    expect(Object.keys(Object(extra) as object)).toEqual(['__proto__']);
  });

  it('never repeats a value, which may be secret', () => {
    const operation = { op: 'replace', path: '/driver_info/none', value: 'hunter2' };
    expect(() => patched({ driver_info: {} }, [operation])).toThrow(/^(?!.*hunter2)/);
  });
});
