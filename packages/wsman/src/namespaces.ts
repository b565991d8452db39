/** Namespaces of WS-Man (DMTF DSP0226), and what else an iDRAC needs to be named by URI. */
export const SOAP = 'http://www.w3.org/2003/05/soap-envelope';
export const ADDRESSING = 'http://schemas.xmlsoap.org/ws/2004/08/addressing';
export const ANONYMOUS = `${ADDRESSING}/role/anonymous`;
export const WSMAN = 'http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd';
export const ENUMERATION = 'http://schemas.xmlsoap.org/ws/2004/09/enumeration';
export const CQL = 'http://schemas.dmtf.org/wbem/cql/1/dsp0202.pdf';
