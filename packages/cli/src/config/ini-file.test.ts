import fc from 'fast-check';
import { ConfigurationError } from '../errors.js';
import { parseIniFile } from './ini-file.js';

describe('parseIniFile', () => {
  it('gives options or a ConfigurationError with the line for any text', () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.array(fc.constantFrom('[', ']', '=', ':', '#', ';', ' ', '\t', '\r', '\n', 'a', '\0'), {
        maxLength: 200,
      }),
    );
    fc.assert(
      fc.property(anyText, (any) => {
        const text = typeof any === 'string' ? any : any.join('');
        try {
          for (const { where } of parseIniFile(text, 'f.ini')) expect(where).toMatch(/^f\.ini:\d+$/);
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigurationError);
          expect(String(error)).toMatch(/f\.ini:\d+/);
        }
      }),
    );
  });
});
