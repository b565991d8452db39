import { parseApiError } from './parse-api-error.js';

describe('parseApiError', () => {
  it('reads the JSON document inside the JSON string', () => {
    const inner = JSON.stringify({
      faultcode: 'Client',
      faultstring: 'Node bm0 is locked.',
      debuginfo: null,
    });
    expect(parseApiError(409, JSON.stringify({ error_message: inner }))).toBe('Node bm0 is locked.');
  });

  it('reads an object', () => {
    expect(parseApiError(400, '{"error_message": {"faultstring": "No."}}')).toBe('No.');
  });

  it('takes a string that is no JSON as it is', () => {
    expect(parseApiError(400, '{"error_message": "Plainly wrong"}')).toBe('Plainly wrong');
  });

  it.each(['', '<html>Bad gateway</html>', '{}', '{"error_message": ""}', '{"error_message": {}}', '[1]'])(
    'falls back to the status where the body is %s',
    (text) => {
      expect(parseApiError(502, text)).toBe('The API answered with HTTP status 502.');
    },
  );
});
