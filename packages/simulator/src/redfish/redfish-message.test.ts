import { createErrorBody, createMessage, createSuccessBody } from './redfish-message.js';

describe('createErrorBody', () => {
  it('has the shape that an iDRAC9 answers', () => {
    const name = 'LCAttributes.1.BIOSRTDRequested';
    const message = createMessage('PropertyValueTypeError', ['false', name], [`#/Attributes/${name}`]);
    expect(createErrorBody([message])).toEqual({
      error: {
        code: 'Base.1.12.GeneralError',
        message: 'A general error has occurred. See ExtendedInfo for more information',
        '@Message.ExtendedInfo': [
          {
            Message: `The value 'false' for the property ${name} is of a different type than the property can accept.`,
            MessageArgs: ['false', name],
            'MessageArgs@odata.count': 2,
            MessageId: 'Base.1.12.PropertyValueTypeError',
            RelatedProperties: [`#/Attributes/${name}`],
            'RelatedProperties@odata.count': 1,
            Resolution:
              'Correct the value for the property in the request body and resubmit the request if the operation failed.',
            Severity: 'Warning',
          },
        ],
      },
    });
  });
});

describe('createSuccessBody', () => {
  it('says Success and SYS413', () => {
    expect(createSuccessBody()).toEqual({
      '@Message.ExtendedInfo': [
        expect.objectContaining({ MessageId: 'Base.1.12.Success', Severity: 'OK' }),
        expect.objectContaining({ MessageId: 'IDRAC.2.7.SYS413', Severity: 'Informational' }),
      ],
    });
  });

  it('has an error beside them when a part failed', () => {
    const body = createSuccessBody([], [createMessage('PropertyUnknown', ['X'])]);
    expect(Object.keys(body)).toEqual(['@Message.ExtendedInfo', 'error']);
  });
});
