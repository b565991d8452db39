import { Secret, TimeoutError } from '@ironbridge/common';
import { TokenRejectedError } from '@ironbridge/store';
import { serializeError } from './serialize-error.js';

describe('serializeError', () => {
  it('tells type, code, kind and typed facts of our own errors', () => {
    expect(serializeError(new TokenRejectedError('generation'))).toMatchObject({
      type: 'TokenRejectedError',
      code: 'ERR_TOKEN_REJECTED',
      kind: 'unauthenticated',
      reason: 'generation',
      message: 'This link is no longer valid; ask for a new one',
      stack: expect.stringContaining('TokenRejectedError'),
    });
  });

  it("leaves out what other libraries hang on their errors, such as a request's password", () => {
    const cause = Object.assign(new Error('Request failed with status code 401'), {
      code: 'ERR_BAD_REQUEST',
      input: 'https://root:calvin@192.0.2.1/',
      config: { auth: { username: 'root', password: 'calvin' }, headers: { 'X-Auth-Token': 'calvin' } },
    });
    const answer = serializeError(new TimeoutError('The BMC did not answer', { cause }));
    expect(answer).toMatchObject({
      message: 'The BMC did not answer',
      cause: { type: 'Error', code: 'ERR_BAD_REQUEST', message: 'Request failed with status code 401' },
    });
    expect(JSON.stringify([answer, serializeError(cause)])).not.toContain('calvin');
  });

  it('shows no secret of our own errors either', () => {
    const error = Object.assign(new TimeoutError('late'), { password: new Secret('calvin') });
    expect(JSON.stringify(serializeError(error))).not.toContain('calvin');
  });

  it('ends where causes go round in a circle', () => {
    const error = new Error('round');
    error.cause = error;
    expect(JSON.stringify(serializeError(error)).length).toBeLessThan(50_000);
  });

  it('tells of what is thrown and is no error only what it is', () => {
    expect(serializeError({ password: 'calvin' })).toEqual({ type: 'object' });
  });
});
