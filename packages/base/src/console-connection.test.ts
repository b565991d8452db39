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

const webSocket: JsonObject = {
  kind: 'websocket',
  scheme: 'wss',
  path: '/kvm/0',
  verifyCa: true,
  login: { kind: 'basic', username: 'root', password: 'transport-secret' },
};
const vnc: JsonObject = {
  type: 'vnc',
  host: '192.0.2.7',
  port: 5901,
  transport: webSocket,
  security: { kind: 'vnc', password: 'vnc-secret' },
  slots: 1,
  quirks: { encodings: [0, -223], maxClientMessageBytes: 512 },
};

const text = fc.string({ minLength: 1, maxLength: 12 });
const verifyCa = fc.oneof(fc.boolean(), text);
const host = fc.stringMatching(/^[0-9A-Za-z._:-]{1,40}$/);
const port = fc.integer({ min: 1, max: 65535 });
const none = fc.record({ kind: fc.constant('none') });
const optional: { requiredKeys: [] } = { requiredKeys: [] };
const transport = fc.oneof(
  fc.record({ kind: fc.constant('tcp') }),
  fc.record(
    { kind: fc.constant('tls'), verifyCa, fallback: fc.constant('vencrypt') },
    { requiredKeys: ['kind', 'verifyCa'] },
  ),
  fc.record({
    kind: fc.constant('websocket'),
    scheme: fc.constantFrom('wss', 'ws'),
    path: fc.webPath({ size: 'small' }).map((path) => `/${path}`),
    verifyCa,
    login: fc.oneof(
      none,
      fc.record({ kind: fc.constantFrom('basic', 'redfish-session'), username: text, password: text }),
    ),
  }),
);
const security = fc.oneof(
  none,
  fc.record({ kind: fc.constant('vnc'), password: text }),
  fc.record({
    kind: fc.constant('vencrypt'),
    verifyCa,
    login: fc.oneof(
      none,
      fc.record({ kind: fc.constant('vnc'), password: text }),
      fc.record({ kind: fc.constant('plain'), username: text, password: text }),
    ),
  }),
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
const quirks = fc.record(
  {
    encodings: fc.array(fc.integer(), { minLength: 1, maxLength: 64 }),
    unknownMessages: fc.constant('close'),
    maxClientMessageBytes: fc.integer({ min: 128, max: 262_144 }),
    handshakeTimeoutMs: fc.integer({ min: 1_000, max: 120_000 }),
    maxBitsPerPixel: fc.constantFrom(8, 16),
  },
  optional,
);
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

  it('has no quirks where none were told', () => {
    const plain = Object.fromEntries(Object.entries(vnc).filter(([name]) => name !== 'quirks'));
    expect(parseConnection(plain)).toHaveProperty('quirks', {});
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
      ['unheard-of', { ...vnc, quirks: { 'unheard-of': true } }],
      ['quirks.encodings', { ...vnc, quirks: { encodings: [] } }],
      ['quirks.encodings', { ...vnc, quirks: { encodings: [2 ** 31] } }],
      ['quirks.encodings', { ...vnc, quirks: { encodings: Array<number>(65).fill(0) } }],
      ['quirks.unknownMessages', { ...vnc, quirks: { unknownMessages: 'raw' } }],
      ['quirks.maxClientMessageBytes', { ...vnc, quirks: { maxClientMessageBytes: 8 } }],
      ['quirks.handshakeTimeoutMs', { ...vnc, quirks: { handshakeTimeoutMs: 1e9 } }],
      ['quirks.maxBitsPerPixel', { ...vnc, quirks: { maxBitsPerPixel: 32 } }],
      ['security', { ...vnc, security: { kind: 'vnc' } }],
      ['security', { ...vnc, security: { kind: 'none', password: 'x' } }],
      ['transport', { ...vnc, transport: { kind: 'tls' } }],
      ['fallback', { ...vnc, transport: { kind: 'tls', verifyCa: true, fallback: 'none' } }],
      ['path', { ...vnc, transport: { ...webSocket, path: '/kvm/0 HTTP/1.1\r\nX: y' } }],
      ['path', { ...vnc, transport: { ...webSocket, path: '/kvm#0' } }],
      ['login.username', { ...vnc, transport: { ...webSocket, login: { kind: 'basic' } } }],
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
