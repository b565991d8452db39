import type { JsonValue } from '@ironbridge/common';
import { UnknownStateError, VncServerMissingError, VncServerUnreadableError } from './errors.js';
import {
  parseState,
  serializeState,
  settingsToPutBack,
  withWritten,
  type IdracVncState,
} from './idrac-vnc-state.js';
import { readVncServer, type VncServer } from './vnc-server-attributes.js';

const FOUND = { Enable: 'Disabled', Port: 5901, Timeout: 300, SSLEncryptionBitLength: 'Disabled' } as const;

function stateOf(written: IdracVncState['written']): IdracVncState {
  return {
    version: 1,
    protocol: 'wsman',
    found: FOUND,
    written,
    password: 'Aa1!Aa1!',
    isGivenPassword: false,
  };
}

function serverOf(settings: Partial<VncServer['settings']>): VncServer {
  return { settings: { ...FOUND, ...settings }, maxSessions: 2, activeSessions: 0 };
}

describe('settingsToPutBack', () => {
  it('is empty where nothing was changed, as after a crash before the first change', () => {
    expect(settingsToPutBack(stateOf([{ Enable: 'Enabled', Port: 5999 }]), serverOf({}))).toEqual({});
  });

  it('has what start changed, as start found it', () => {
    const state = stateOf([{ Enable: 'Enabled', Port: 5999 }]);
    expect(settingsToPutBack(state, serverOf({ Enable: 'Enabled', Port: 5999 }))).toEqual({
      Enable: 'Disabled',
      Port: 5901,
    });
  });

  it('leaves what somebody else changed since', () => {
    const state = stateOf([{ Enable: 'Enabled', Port: 5999 }]);
    const server = serverOf({ Enable: 'Enabled', Port: 7000, Timeout: 600 });
    expect(settingsToPutBack(state, server)).toEqual({ Enable: 'Disabled' });
  });

  it('knows what an earlier start wrote, as after a crash of a later one', () => {
    const state = stateOf([
      { Enable: 'Enabled', Port: 5999 },
      { Enable: 'Enabled', Port: 6000 },
    ]);
    expect(settingsToPutBack(state, serverOf({ Port: 5999 }))).toEqual({ Port: 5901 });
  });
});

describe('withWritten', () => {
  it('keeps one of equal combinations', () => {
    const once = withWritten([], { Enable: 'Enabled' });
    expect(withWritten(once, { Enable: 'Enabled' })).toEqual([{ Enable: 'Enabled' }]);
    expect(withWritten(once, { Enable: 'Enabled', Port: 1 })).toHaveLength(2);
  });
});

describe('parseState', () => {
  it('reads what serializeState made', () => {
    const state = stateOf([{ Enable: 'Enabled' }]);
    expect(parseState(serializeState(state))).toEqual(state);
  });

  it('takes a state of before there was WS-Man', () => {
    const state = stateOf([{ Enable: 'Enabled' }]);
    expect(parseState({ ...state, protocol: undefined } as unknown as JsonValue)).toEqual({
      ...state,
      protocol: 'redfish',
    });
  });

  it.each([{}, [], 'x', { version: 2 }])('refuses %j', (value) => {
    expect(() => parseState(value)).toThrow(UnknownStateError);
  });
});

describe('readVncServer', () => {
  const read = (attributes: Record<string, unknown>): VncServer =>
    readVncServer('https://bmc.example', attributes);

  it('misses a licence without VNCServer.1.Enable', () => {
    expect(() => read({ 'VNCServer.1.Port': 5901 })).toThrow(VncServerMissingError);
  });

  it('reads integers that come as strings, and does without the optional ones', () => {
    expect(read({ 'VNCServer.1.Enable': 'Enabled', 'VNCServer.1.Port': '5901' })).toEqual({
      settings: { Enable: 'Enabled', Port: 5901 },
      maxSessions: 2,
      activeSessions: 0,
    });
  });

  it('throws where the port is none', () => {
    expect(() => read({ 'VNCServer.1.Enable': 'Enabled', 'VNCServer.1.Port': null })).toThrow(
      VncServerUnreadableError,
    );
  });
});
