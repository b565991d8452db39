import { isMessage, scanExtendedInfo } from './extended-info.js';

const OK = { MessageId: 'Base.1.12.Success', Message: 'The request completed successfully.', Severity: 'OK' };
const SYS413 = { MessageId: 'IDRAC.2.7.SYS413', Message: 'Completed.', Severity: 'Informational' };
const SYS474 = {
  MessageId: 'IDRAC.2.9.SYS474',
  Message: 'Unable to set the password.',
  Severity: 'Warning',
  RelatedProperties: ['#/Password'],
};
const CRITICAL = { MessageId: 'IDRAC.2.9.SWC1908', Message: 'Default password.', Severity: 'Critical' };

describe('scanExtendedInfo', () => {
  it('finds nothing in a success', () => {
    expect(scanExtendedInfo({ '@Message.ExtendedInfo': [OK, SYS413] })).toEqual([]);
  });

  it('finds the warning beside a success', () => {
    expect(scanExtendedInfo({ '@Message.ExtendedInfo': [OK, SYS413, SYS474] })).toEqual([
      {
        messageId: 'IDRAC.2.9.SYS474',
        message: 'Unable to set the password.',
        severity: 'Warning',
        relatedProperties: ['#/Password'],
      },
    ]);
  });

  it('puts Critical before Warning', () => {
    const faults = scanExtendedInfo({ error: { '@Message.ExtendedInfo': [SYS474, CRITICAL] } });
    expect(faults.map(({ severity }) => severity)).toEqual(['Critical', 'Warning']);
  });

  it('takes a single object for a list', () => {
    expect(scanExtendedInfo({ error: { '@Message.ExtendedInfo': SYS474 } })).toHaveLength(1);
  });

  it('reads MessageSeverity where Severity is missing', () => {
    const info = { MessageId: 'X.1.0.Y', Message: 'y', MessageSeverity: 'Critical' };
    expect(scanExtendedInfo({ '@Message.ExtendedInfo': [info] })).toHaveLength(1);
  });

  it('finds messages about one property', () => {
    expect(scanExtendedInfo({ 'Password@Message.ExtendedInfo': [SYS474] })).toHaveLength(1);
  });

  it('finds an error that has no messages', () => {
    const body = {
      '@Message.ExtendedInfo': [OK],
      error: { code: 'Base.1.0.GeneralError', message: 'It failed.' },
    };
    expect(scanExtendedInfo(body)).toEqual([
      {
        messageId: 'Base.1.0.GeneralError',
        message: 'It failed.',
        severity: 'Critical',
        relatedProperties: [],
      },
    ]);
  });

  it('finds nothing in an error that only tells of success', () => {
    expect(
      scanExtendedInfo({ error: { '@Message.ExtendedInfo': [{ MessageId: 'Base.1.4.Success' }] } }),
    ).toEqual([]);
  });

  it.each([undefined, null, 'text', 7, [], [SYS474], { '@Message.ExtendedInfo': [null, 'x', 3] }])(
    'survives %j',
    (body) => {
      expect(scanExtendedInfo(body)).toEqual([]);
    },
  );
});

describe('isMessage', () => {
  it('ignores registry and version', () => {
    expect(isMessage({ messageId: 'IDRAC.2.9.SYS474' }, 'SYS474')).toBe(true);
    expect(isMessage({ messageId: 'SYS474' }, 'SYS474')).toBe(true);
    expect(isMessage({ messageId: 'IDRAC.2.9.XSYS474' }, 'SYS474')).toBe(false);
  });
});
