import { consolePageUrl } from './console-page-url.js';

const answer = (url: unknown): unknown => ({ type: 'vnc', url });

describe('consolePageUrl', () => {
  it.each(['http://127.0.0.1:6090/#token=abc', 'https://proxy.example/#token=abc'])('gives %s', (url) => {
    expect(consolePageUrl(answer(url))).toEqual({ ok: true, value: url });
  });

  it.each([
    'javascript:alert(1)',
    ' JaVaScRiPt:alert(1)',
    'data:text/html,x',
    'tcp://10.0.0.1:31001',
    'blob:x',
  ])('refuses %s', (url) => {
    expect(consolePageUrl(answer(url)).ok).toBe(false);
  });

  it.each([answer(null), answer('//no-scheme'), { type: 'vnc' }, null])('refuses %j', (body) => {
    expect(consolePageUrl(body).ok).toBe(false);
  });

  it('never tells the address itself, which holds a token', () => {
    expect(JSON.stringify(consolePageUrl(answer('tcp://10.0.0.1:1/#token=s3cret')))).not.toContain('s3cret');
  });
});
