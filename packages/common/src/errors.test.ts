import type * as Errors from './errors.js';
import { ERROR_KINDS } from './error-kinds.js';
import { CancelledError, InternalError, TimeoutError, isIronbridgeError, kindOf } from './errors.js';

describe('IronbridgeError', () => {
  it('carries name, code, kind and cause', () => {
    const cause = new TypeError('broken');
    const error = new InternalError('A defect', { cause });
    expect(error).toMatchObject({ name: 'InternalError', code: 'ERR_INTERNAL', kind: 'internal', cause });
  });

  it('is transient where its kind is', () => {
    expect(new TimeoutError('late').transient).toBe(true);
    expect(new CancelledError('unwanted').transient).toBe(false);
  });

  it('is recognised when another copy of this package made it', () => {
    jest.isolateModules(() => {
      const other = jest.requireActual<typeof Errors>('./errors.js');
      const error = new other.TimeoutError('late');
      expect(isIronbridgeError(error)).toBe(true);
      expect(kindOf(error)).toBe('timeout');
    });
  });

  it.each([[new Error('x')], ['x'], [null], [undefined], [{ code: 'ERR_X' }]])('is not %p', (value) => {
    expect(isIronbridgeError(value)).toBe(false);
    expect(kindOf(value)).toBe('internal');
  });
});

describe('ERROR_KINDS', () => {
  it('gives each kind a close code of its own in the private range', () => {
    const codes = Object.values(ERROR_KINDS).map(({ closeCode }) => closeCode);
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of codes) expect(code >= 4000 && code <= 4999).toBe(true);
  });

  it('calls only what may pass by itself transient', () => {
    const transient = Object.entries(ERROR_KINDS).filter(([, facts]) => facts.transient);
    expect(transient.map(([kind]) => kind)).toEqual(['unavailable', 'timeout']);
  });
});
