import { verdictOfClose } from './close-verdict.js';

describe('verdictOfClose', () => {
  it.each([1001, 1006, 1011, 1012, 1013, 1014, 4503, 4504])('reconnects by itself after %d', (code) => {
    expect(verdictOfClose({ code, reason: '' }).next).toBe('reconnect');
  });

  it.each([1000, 1002, 1005, 4000, 4409, 4500, 4502])('leaves a reconnect after %d to the person', (code) => {
    expect(verdictOfClose({ code, reason: '' })).toMatchObject({ next: 'ask', endsSession: false });
  });

  it.each([4400, 4410, 4415, 4499])('offers no reconnect after %d', (code) => {
    expect(verdictOfClose({ code, reason: '' })).toMatchObject({ next: 'stop', endsSession: false });
  });

  it.each([4401, 4403, 4404])('gives the session up after %d', (code) => {
    expect(verdictOfClose({ code, reason: '' })).toMatchObject({ next: 'stop', endsSession: true });
  });

  it("tells the proxy's own reason", () => {
    const reason = 'The BMC refused the password; see last_error of the node.';
    expect(verdictOfClose({ code: 4410, reason }).reason).toBe(reason);
  });

  it('does not tell a reason of the standard codes, which no proxy of ours wrote', () => {
    expect(verdictOfClose({ code: 1011, reason: 'upstream sent <b>' }).reason).toBe(
      'The proxy met an error.',
    );
  });

  it('names the code where the proxy gave no reason', () => {
    expect(verdictOfClose({ code: 4410, reason: '' }).reason).toContain('4410');
  });
});
