import { randomBytes } from 'node:crypto';
import { RecordedDay } from '../support/recorded-day.js';
import { secretForms, SecretSearch } from '../support/secret-search.js';

jest.setTimeout(60_000);

const NODE_NAME = `canary-${randomBytes(6).toString('hex')}`;
const IN_ENVIRONMENT = randomBytes(12).toString('hex');

describe('a day in the life of a node, at log_level trace', () => {
  let day: RecordedDay;

  beforeAll(async () => {
    process.env['CANARY_OF_A_TEST'] = IN_ENVIRONMENT;
    try {
      day = await RecordedDay.live(NODE_NAME);
    } finally {
      delete process.env['CANARY_OF_A_TEST'];
    }
  });

  it('was looked at everywhere', () => {
    expect(day.search.places).toEqual(
      expect.arrayContaining([
        'standard output',
        'standard error',
        'command lines',
        'environments',
        'ironbridge.sqlite while it runs',
        'ironbridge.sqlite-wal while it runs',
        'ironbridge.sqlite-shm while it runs',
        'ironbridge.sqlite after the end',
        '/metrics',
        "the proxy's error bodies",
        'refused upgrades',
        "the API's answers to GET (200)",
        "the API's answers to GET (404)",
        "the API's answers to PUT (400)",
        "the API's answers to POST (201)",
        "the API's answers to POST (400)",
        "the API's answers to PATCH (200)",
      ]),
    );
    expect(day.search.secrets.length).toBeGreaterThan(15);
  });

  it('shows no secret, in any form, in any place (CVE-2015-9543, OSSA-2020-001)', () => {
    expect(day.search.findings()).toEqual([]);
  });

  it('would have shown one: what is no secret is found where it is', () => {
    const { search } = day;
    expect(search.placesOf(NODE_NAME)).toEqual(
      expect.arrayContaining([
        'ironbridge.sqlite-wal while it runs',
        'ironbridge.sqlite after the end',
        "the API's answers to GET (200)",
      ]),
    );
    expect(search.placesOf(IN_ENVIRONMENT)).toEqual(['environments']);
    expect(search.placesOf('ironbridge.ini')).toContain('command lines');
    expect(search.placesOf('"event":"redeem-refused"')).toContain('standard error');
    expect(search.placesOf('Console action failed')).toContain('standard error');
    expect(search.placesOf('Ironbridge is ready')).toContain('standard output');
  });
});

describe('the search', () => {
  // Wherever it begins in a Base64 text, it makes signs in which the two alphabets differ.
  const secret = Buffer.from('p+q/r"s t~~~~???>>>>');

  it.each([...secretForms(secret)])('finds a secret %s', (form, planted) => {
    const search = new SecretSearch();
    search.learn('the canary', secret);
    search.collect('a file', Buffer.concat([randomBytes(100), planted, randomBytes(100)]));
    expect(search.findings()).toContain(`the canary, ${form}, in a file`);
  });

  it.each(['xyz', 'wxyz', 'vwxyz'])('finds a secret in Base64 behind %s', (before) => {
    const search = new SecretSearch();
    search.learn('the canary', secret);
    search.collect('a header', Buffer.concat([Buffer.from(before), secret]).toString('base64'));
    search.collect('a token', Buffer.concat([Buffer.from(before), secret]).toString('base64url'));
    const [inHeader, inToken] = [/in Base64 behind . bytes, in a header$/, /in Base64url .*, in a token$/];
    expect(search.findings()).toContainEqual(expect.stringMatching(inHeader));
    expect(search.findings()).toContainEqual(expect.stringMatching(inToken));
  });

  it('finds nothing where there is nothing', () => {
    const search = new SecretSearch();
    search.learn('the canary', secret);
    search.collect('a file', randomBytes(1_000_000));
    expect(search.findings()).toEqual([]);
  });
});
