import type { JsonObject, JsonValue, Secret } from '@ironbridge/common';
import fc from 'fast-check';
import { inspect } from 'node:util';
import {
  CONSOLE_TYPES,
  ConsoleConnectionSchema,
  isSameConnection,
  parseConnection,
  serializeConnection,
  type ConsoleConnection,
} from './console-connection.js';

const vnc: JsonObject = {
  type: 'vnc',
  host: '192.0.2.7',
  port: 5901,
  transport: {
    kind: 'websocket',
    path: '/kvm/0',
    verifyCa: true,
    login: 'basic',
    username: 'root',
    password: 'transport-secret',
  },
  security: { kind: 'vnc', password: 'vnc-secret' },
  slots: 1,
  quirks: ['raw-encodings-only'],
};

const text = fc.string({ minLength: 1, maxLength: 12 });
const verifyCa = fc.oneof(fc.boolean(), text);
const host = fc.stringMatching(/^[0-9A-Za-z._:-]{1,40}$/);
const port = fc.integer({ min: 1, max: 65535 });
const login = fc.constantFrom('none', 'basic', 'redfish-session');
const optional: { requiredKeys: [] } = { requiredKeys: [] };
const transport = fc.oneof(
  fc.record({ kind: fc.constant('tcp') }),
  fc.record({ kind: fc.constant('tls'), verifyCa }),
  fc
    .tuple(
      fc.record({ path: text.map((path) => `/${path}`), verifyCa, login }),
      fc.record({ username: text, password: text }, optional),
    )
    .map(([needed, credentials]) => ({ kind: 'websocket', ...needed, ...credentials })),
);
const security = fc.oneof(
  fc.record({ kind: fc.constant('none') }),
  fc.record({ kind: fc.constant('vnc'), password: text }),
  fc
    .tuple(fc.record({ verifyCa }), fc.record({ username: text, password: text }, optional))
    .map(([needed, credentials]) => ({ kind: 'vencrypt', ...needed, ...credentials })),
);
const serialTransport = fc.oneof(
  fc.record({ kind: fc.constant('tcp'), host, port }),
  fc.record({ kind: fc.constant('unix'), path: text.map((path) => `/${path}`) }),
  fc.record({
    kind: fc.constant('hub'),
    host,
    port,
    secret: text,
    certificate: fc.option(text, { nil: null }),
  }),
);
const quirks = fc.subarray(['raw-encodings-only', 'known-messages-only']);
const connections = fc.oneof(
  fc.record({ type: fc.constant('serial'), transport: serialTransport }),
  fc.record({
    type: fc.constant('vnc'),
    host,
    port,
    transport,
    security,
    slots: fc.integer({ min: 1, max: 64 }),
    quirks,
  }),
);

describe('ConsoleConnection', () => {
  it('comes back from storage as it was', () => {
    fc.assert(
      fc.property(connections, (stored) => {
        const json = JSON.parse(JSON.stringify(stored)) as JsonValue;
        const connection = parseConnection(json);
        expect(serializeConnection(connection)).toEqual(json);
        expect(isSameConnection(parseConnection(serializeConnection(connection)), connection)).toBe(true);
      }),
    );
  });

  it('is printed without its passwords', () => {
    const connection = parseConnection(vnc);
    for (const shown of [inspect(connection, { depth: Infinity }), JSON.stringify(connection)]) {
      expect(shown).not.toContain('-secret');
      expect(shown).toContain('[redacted]');
    }
  });

  it('lists its types', () => {
    const types = ConsoleConnectionSchema.options.map(({ shape }) => shape.type.value);
    expect(types).toEqual([...CONSOLE_TYPES]);
  });

  describe('parseConnection', () => {
    it.each<[string, JsonObject]>([
      ['type', { ...vnc, type: 'rdp' }],
      ['shoe_size', { ...vnc, shoe_size: 44 }],
      ['host', { ...vnc, host: 'bmc.example/path' }],
      ['host', { ...vnc, host: '' }],
      ['host', { ...vnc, host: 'user@bmc' }],
      ['host', { ...vnc, host: '[::1]' }],
      ['port', { ...vnc, port: 0 }],
      ['port', { ...vnc, port: '5901' }],
      ['slots', { ...vnc, slots: 0 }],
      ['quirks', { ...vnc, quirks: ['unheard-of'] }],
      ['security', { ...vnc, security: { kind: 'vnc' } }],
      ['security', { ...vnc, security: { kind: 'none', password: 'x' } }],
      ['transport', { ...vnc, transport: { kind: 'tls' } }],
    ])('refuses a wrong %s by name, without a secret', (field, value) => {
      const parse = (): ConsoleConnection => parseConnection(value);
      expect(parse).toThrow(expect.objectContaining({ code: 'ERR_INVALID_CONNECTION' }) as Error);
      expect(parse).toThrow(field);
      expect(parse).not.toThrow(/-secret/);
    });
  });

  describe('serializeConnection', () => {
    it('refuses what a driver without types returned', () => {
      const password = 'not wrapped' as unknown as Secret;
      const connection = {
        ...parseConnection(vnc),
        security: { kind: 'vnc', password },
      } as ConsoleConnection;
      expect(() => serializeConnection(connection)).toThrow(/security/);
      expect(() => serializeConnection(connection)).not.toThrow(/not wrapped/);
    });
  });

  describe('isSameConnection', () => {
    it('sees another password', () => {
      const other = parseConnection({ ...vnc, security: { kind: 'vnc', password: 'changed' } });
      expect(isSameConnection(parseConnection(vnc), other)).toBe(false);
    });
  });
});
