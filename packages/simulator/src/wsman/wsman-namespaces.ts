/** XML namespaces of the dialect. DSP0226 section 2; Dell's classes have their resource URI as namespace. */
export const NAMESPACES = {
  soap: 'http://www.w3.org/2003/05/soap-envelope',
  addressing: 'http://schemas.xmlsoap.org/ws/2004/08/addressing',
  wsman: 'http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd',
  enumeration: 'http://schemas.xmlsoap.org/ws/2004/09/enumeration',
  instance: 'http://www.w3.org/2001/XMLSchema-instance',
} as const;

/** What the URI of a Dell class begins with. */
export const DELL_SCHEMA = 'http://schemas.dell.com/wbem/wscim/1/cim-schema/2/';

/** The address of whoever sent a request. */
export const ANONYMOUS = `${NAMESPACES.addressing}/role/anonymous`;

/** Languages of filters that are understood. */
export const FILTER_DIALECTS: ReadonlySet<string> = new Set([
  'http://schemas.dmtf.org/wbem/cql/1/dsp0202.pdf',
  'http://schemas.microsoft.com/wbem/wsman/1/WQL',
]);
