import { parseRedeemError } from './parse-redeem-error.js';

describe('parseRedeemError', () => {
  it('tells message and request id', () => {
    const text =
      '{"error":{"code":"ERR_TOKEN","message":"This link is no longer valid.","request_id":"req-1"}}';
    expect(parseRedeemError(401, text)).toEqual({
      message: 'This link is no longer valid.',
      requestId: 'req-1',
      isTransient: false,
    });
  });

  it.each(['', '<html>', '[]', '{"error":"x"}', '{"error":{"message":{}}}'])(
    'falls back to the status where the body is %s',
    (text) => {
      expect(parseRedeemError(404, text)).toMatchObject({
        message: 'The proxy answered with HTTP status 404.',
        requestId: null,
      });
    },
  );

  it.each([429, 500, 503])('lets the person try again after %d', (status) => {
    expect(parseRedeemError(status, '').isTransient).toBe(true);
  });
});
