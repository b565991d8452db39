/** One entry of `@Message.ExtendedInfo`. */
export interface RedfishMessage {
  readonly Message: string;
  readonly MessageArgs: readonly string[];
  readonly 'MessageArgs@odata.count': number;
  readonly MessageId: string;
  readonly RelatedProperties: readonly string[];
  readonly 'RelatedProperties@odata.count': number;
  readonly Resolution: string;
  readonly Severity: 'OK' | 'Informational' | 'Warning' | 'Critical';
}

/** The body of an answer that is an error. */
export interface RedfishErrorBody {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly '@Message.ExtendedInfo': readonly RedfishMessage[];
  };
}

const BASE_REGISTRY = 'Base.1.12';
const DELL_REGISTRY = 'IDRAC.2.7';

interface MessageTemplate {
  readonly registry: typeof BASE_REGISTRY | typeof DELL_REGISTRY;
  /** `%1`, `%2` … stand for the arguments. */
  readonly text: string;
  readonly resolution: string;
  readonly severity: RedfishMessage['Severity'];
}

const CORRECT_VALUE =
  'Correct the value for the property in the request body and resubmit the request if the operation failed.';
const CORRECT_PROPERTY =
  'Remove the property from the request body and resubmit the request if the operation failed.';

/** Ids and texts as iDRAC9 firmware answers them; `SYS…` are Dell's, the others of DMTF's Base registry. */
const TEMPLATES = {
  Success: {
    registry: BASE_REGISTRY,
    text: 'The request completed successfully.',
    resolution: 'None',
    severity: 'OK',
  },
  SYS413: {
    registry: DELL_REGISTRY,
    text: 'The operation successfully completed.',
    resolution: 'No response action is required.',
    severity: 'Informational',
  },
  PropertyValueTypeError: {
    registry: BASE_REGISTRY,
    text: "The value '%1' for the property %2 is of a different type than the property can accept.",
    resolution: CORRECT_VALUE,
    severity: 'Warning',
  },
  PropertyValueFormatError: {
    registry: BASE_REGISTRY,
    text: "The value '%1' for the property %2 is of a different format than the property can accept.",
    resolution: CORRECT_VALUE,
    severity: 'Warning',
  },
  PropertyValueResourceConflict: {
    registry: BASE_REGISTRY,
    text: "The property '%2' with the requested value of '%1' could not be written because the value conflicts with the state or configuration of the resource.",
    resolution: 'Choose another value and resubmit the request.',
    severity: 'Warning',
  },
  PropertyNotWritable: {
    registry: BASE_REGISTRY,
    text: 'The property %1 is a read only property and cannot be assigned a value.',
    resolution: CORRECT_PROPERTY,
    severity: 'Warning',
  },
  PropertyUnknown: {
    registry: BASE_REGISTRY,
    text: 'The property %1 is not in the list of valid properties for the resource.',
    resolution: CORRECT_PROPERTY,
    severity: 'Warning',
  },
  PropertyMissing: {
    registry: BASE_REGISTRY,
    text: 'The property %1 is a required property and must be included in the request.',
    resolution:
      'Ensure that the property is in the request body and has a valid value and resubmit the request.',
    severity: 'Warning',
  },
  MalformedJSON: {
    registry: BASE_REGISTRY,
    text: 'The request body submitted was malformed JSON and could not be parsed by the receiving service.',
    resolution: 'Ensure that the request body is valid JSON and resubmit the request.',
    severity: 'Critical',
  },
  UnrecognizedRequestBody: {
    registry: BASE_REGISTRY,
    text: 'The service detected a malformed request body that it was unable to interpret.',
    resolution: 'Correct the request body and resubmit the request if it failed.',
    severity: 'Warning',
  },
  AccessDenied: {
    registry: BASE_REGISTRY,
    text: 'The authentication credentials included with this request are missing or invalid.',
    resolution:
      'Attempt to ensure that the URI is correct and that the service has the appropriate credentials.',
    severity: 'Critical',
  },
  SessionLimitExceeded: {
    registry: BASE_REGISTRY,
    text: 'The session establishment failed due to the number of simultaneous sessions exceeding the limit of the implementation.',
    resolution: 'Reduce the number of other sessions before trying to establish the session.',
    severity: 'Critical',
  },
  PreconditionFailed: {
    registry: BASE_REGISTRY,
    text: 'The ETag supplied did not match the ETag required to change this resource.',
    resolution: 'Try the operation again using the appropriate ETag.',
    severity: 'Critical',
  },
  ServiceTemporarilyUnavailable: {
    registry: BASE_REGISTRY,
    text: 'The service is temporarily unavailable. Retry in %1 seconds.',
    resolution: 'Wait for the indicated retry duration and retry the operation.',
    severity: 'Critical',
  },
  InternalError: {
    registry: BASE_REGISTRY,
    text: 'The request failed due to an internal service error. The service is still operational.',
    resolution: 'Resubmit the request. If the problem persists, consider resetting the service.',
    severity: 'Critical',
  },
  SYS403: {
    registry: DELL_REGISTRY,
    text: 'Unable to complete the operation because the resource %1 entered in not found.',
    resolution:
      'Enter the correct resource and retry the operation. For information about valid resource, see the Redfish Users Guide available on the support site.',
    severity: 'Critical',
  },
  SYS426: {
    registry: DELL_REGISTRY,
    text: 'Unable to complete the operation because the value %1 entered for the property %2 is not in the list of acceptable values.',
    resolution:
      'Enter a valid value from the enumeration list that Redfish service supports and retry the operation.',
    severity: 'Warning',
  },
  SYS474: {
    registry: DELL_REGISTRY,
    text: 'Unable to set the password because the password entered does not comply to the Security Strengthen Policy standards.',
    resolution:
      'Make sure that the password entered complies to the Security Strengthen Policy standards and retry the operation.',
    severity: 'Warning',
  },
  SYS518: {
    registry: DELL_REGISTRY,
    text: 'iDRAC is currently unable to display any information because data sources are unavailable.',
    resolution: 'Wait for some time and retry the operation.',
    severity: 'Critical',
  },
} as const satisfies Record<string, MessageTemplate>;

export type RedfishMessageName = keyof typeof TEMPLATES;

/** The message `name` with its arguments, about `relatedProperties` (JSON pointers with a leading `#`). */
export function createMessage(
  name: RedfishMessageName,
  args: readonly string[] = [],
  relatedProperties: readonly string[] = [],
): RedfishMessage {
  const { registry, text, resolution, severity } = TEMPLATES[name];
  return {
    Message: text.replaceAll(/%(\d)/g, (_, index: string) => args[Number(index) - 1] ?? ''),
    MessageArgs: args,
    'MessageArgs@odata.count': args.length,
    MessageId: `${registry}.${name}`,
    RelatedProperties: relatedProperties,
    'RelatedProperties@odata.count': relatedProperties.length,
    Resolution: resolution,
    Severity: severity,
  };
}

/** An error body with these messages. */
export function createErrorBody(messages: readonly RedfishMessage[]): RedfishErrorBody {
  return {
    error: {
      code: `${BASE_REGISTRY}.GeneralError`,
      message: 'A general error has occurred. See ExtendedInfo for more information',
      '@Message.ExtendedInfo': messages,
    },
  };
}

/** What a write is answered with: the messages of success, more of them, and an error beside them where a part failed. */
export function createSuccessBody(
  more: readonly RedfishMessage[] = [],
  failed: readonly RedfishMessage[] = [],
): object {
  return {
    '@Message.ExtendedInfo': [createMessage('Success'), createMessage('SYS413'), ...more],
    ...(failed.length > 0 && createErrorBody(failed)),
  };
}
