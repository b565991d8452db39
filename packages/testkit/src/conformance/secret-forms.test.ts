import { holdsSecret } from './secret-forms.js';

describe('holdsSecret', () => {
  const secrets = ['p ss"w0rd!'];

  it.each([
    ['as it is', 'password p ss"w0rd!'],
    ['in a URL', 'https://root:p%20ss%22w0rd!@bmc'],
    ['in JSON', JSON.stringify({ password: 'p ss"w0rd!' })],
    ['in hex', Buffer.from('p ss"w0rd!').toString('hex')],
    ...['root', 'admin', 'a', 'operator1'].map((user) => [
      `in the Authorization header of ${user}`,
      `Basic ${Buffer.from(`${user}:p ss"w0rd!`).toString('base64')}`,
    ]),
  ])('sees a secret %s', (_, text) => {
    expect(holdsSecret(text, secrets)).toBe(true);
  });

  it('does not see what is not there', () => {
    expect(holdsSecret('password [redacted]', secrets)).toBe(false);
  });
});
