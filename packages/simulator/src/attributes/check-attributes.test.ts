import { checkAttributes } from './check-attributes.js';
import { VNC_SERVER_ATTRIBUTES } from '../idrac/idrac-attributes.js';

const definitions = new Map(VNC_SERVER_ATTRIBUTES.map((definition) => [definition.name, definition]));

function refusalOf(name: string, value: unknown) {
  const { accepted, refused } = checkAttributes(definitions, { [`VNCServer.1.${name}`]: value });
  expect(accepted.size).toBe(0);
  expect(refused).toHaveLength(1);
  return refused[0];
}

describe('checkAttributes', () => {
  it('accepts what a driver writes', () => {
    const wanted = {
      'VNCServer.1.Enable': 'Enabled',
      'VNCServer.1.Password': 'aB3$efgh',
      'VNCServer.1.Port': 5901,
      'VNCServer.1.Timeout': 10_800,
      'VNCServer.1.SSLEncryptionBitLength': 'Disabled',
    };
    const { accepted, refused } = checkAttributes(definitions, wanted);
    expect(Object.fromEntries(accepted)).toEqual(wanted);
    expect(refused).toEqual([]);
  });

  it.each([
    ['Port', '5901'],
    ['Port', 5901.5],
    ['Port', null],
    ['Enable', true],
    ['Password', 12_345_678],
    ['Password', null],
  ])('answers PropertyValueTypeError when %s is %p', (name, value) => {
    expect(refusalOf(name, value)?.MessageId).toMatch(/^Base\..*\.PropertyValueTypeError$/);
  });

  it.each([
    ['Port', 1023],
    ['Port', 65_536],
    ['Timeout', 59],
    ['Timeout', 10_801],
    ['Password', 'ninechars'],
  ])('answers PropertyValueFormatError when %s is %p', (name, value) => {
    expect(refusalOf(name, value)?.MessageId).toMatch(/^Base\..*\.PropertyValueFormatError$/);
  });

  it.each([
    ['Enable', 'enabled'],
    ['SSLEncryptionBitLength', '0'],
  ])('answers SYS426 when %s is %p', (name, value) => {
    expect(refusalOf(name, value)).toMatchObject({
      MessageId: expect.stringMatching(/^IDRAC\..*\.SYS426$/) as string,
      MessageArgs: [value, `VNCServer.1.${name}`],
      RelatedProperties: [`#/Attributes/VNCServer.1.${name}`],
    });
  });

  it('answers PropertyNotWritable when the attribute is read-only', () => {
    expect(refusalOf('MaxSessions', 2)?.MessageId).toMatch(/\.PropertyNotWritable$/);
  });

  it('answers PropertyUnknown when there is no such attribute', () => {
    expect(refusalOf('Colour', 'blue')?.MessageId).toMatch(/\.PropertyUnknown$/);
  });

  it('accepts the valid ones when others are not', () => {
    const { accepted, refused } = checkAttributes(definitions, {
      'VNCServer.1.Port': '5901',
      'VNCServer.1.Enable': 'Enabled',
    });
    expect([...accepted.keys()]).toEqual(['VNCServer.1.Enable']);
    expect(refused).toHaveLength(1);
  });

  it('never repeats a password', () => {
    expect(JSON.stringify(refusalOf('Password', 'hunter2hunter2'))).not.toContain('hunter2');
  });
});
