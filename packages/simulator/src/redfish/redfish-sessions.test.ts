import { Secret, systemClock } from '@ironbridge/common';

import { LoginGate } from '../http/login-gate.js';
import { MAX_REDFISH_SESSIONS, REDFISH_SESSION_TIMEOUT_S, RedfishSessions } from './redfish-sessions.js';

describe('RedfishSessions', () => {
  it('gives no more sessions than it has, until one is deleted', () => {
    const sessions = new RedfishSessions();
    const first = sessions.create('root');
    for (let count = 1; count < MAX_REDFISH_SESSIONS; count += 1) sessions.create('root');
    expect(sessions.create('root')).toBeUndefined();
    expect(sessions.delete(first?.id ?? '')).toBe(true);
    expect(sessions.create('root')).toBeDefined();
  });

  it('forgets a session when it was idle for too long', () => {
    let nowMs = 0;
    const sessions = new RedfishSessions({ ...systemClock, monotonicMs: () => nowMs });
    const token = sessions.create('root')?.token ?? '';
    nowMs += REDFISH_SESSION_TIMEOUT_S * 1000;
    expect(sessions.use(token)).toBe(true);
    nowMs += REDFISH_SESSION_TIMEOUT_S * 1000 + 1;
    expect(sessions.use(token)).toBe(false);
  });
});

describe('LoginGate', () => {
  const basic = (login: string) => ({ authorization: `Basic ${Buffer.from(login).toString('base64')}` });
  const createGate = () =>
    new LoginGate({ username: 'root', password: new Secret('cal:vin') }, new RedfishSessions());

  it('lets in the right Basic credentials, also with a colon in the password', () => {
    const gate = createGate();
    expect(gate.isAllowed(basic('root:cal:vin'))).toBe(true);
    expect(gate.failedLogins).toBe(0);
  });

  it.each([
    basic('root:calvin'),
    basic('admin:cal:vin'),
    basic('root'),
    { 'x-auth-token': 'x' },
    { authorization: 'x' },
  ])('keeps out %p and counts it', (headers) => {
    const gate = createGate();
    expect(gate.isAllowed(headers)).toBe(false);
    expect(gate.failedLogins).toBe(1);
  });

  it('does not count a request without credentials', () => {
    const gate = createGate();
    expect(gate.isAllowed({})).toBe(false);
    expect(gate.failedLogins).toBe(0);
  });
});
