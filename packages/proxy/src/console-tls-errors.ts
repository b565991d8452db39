import { IronbridgeError } from '@ironbridge/common';
import type { X509Certificate } from 'node:crypto';
import { inOneLine } from './in-one-line.js';

/** What is wrong with a certificate: who issued it, whom it names, or its dates. */
export type CertificateProblem = 'issuer' | 'name' | 'date';

const CERTIFICATE_PROBLEMS = {
  issuer: {
    code: 'ERR_CONSOLE_CERTIFICATE_ISSUER',
    message: 'was issued by nobody who is trusted here; give the file of its authority',
  },
  name: {
    code: 'ERR_CONSOLE_CERTIFICATE_NAME',
    message: 'is for another name than that of the connection; use a name that is in it',
  },
  date: { code: 'ERR_CONSOLE_CERTIFICATE_DATE', message: 'is expired or not valid yet; renew it' },
} as const satisfies Record<CertificateProblem, { code: `ERR_${string}`; message: string }>;

/** The console's certificate does not prove that it is the console. */
export class CertificateError extends IronbridgeError {
  public readonly code: (typeof CERTIFICATE_PROBLEMS)[CertificateProblem]['code'];
  public readonly kind = 'refused';
  public readonly problem: CertificateProblem;
  /** Whom the certificate is for, in its own words, as are the others; empty where there was none. */
  public readonly subject: string;
  public readonly subjectAltName: string;
  public readonly issuer: string;
  /** When it ends, as OpenSSL prints times. */
  public readonly validTo: string;
  /** SHA-256 of it, as OpenSSL prints fingerprints. */
  public readonly fingerprint: string;

  public constructor(problem: CertificateProblem, certificate: X509Certificate | undefined) {
    super(`The console's certificate ${CERTIFICATE_PROBLEMS[problem].message}`);
    this.code = CERTIFICATE_PROBLEMS[problem].code;
    this.problem = problem;
    this.subject = inOneLine(certificate?.subject);
    this.subjectAltName = inOneLine(certificate?.subjectAltName);
    this.issuer = inOneLine(certificate?.issuer);
    this.validTo = inOneLine(certificate?.validTo);
    this.fingerprint = inOneLine(certificate?.fingerprint256);
  }
}

/** TLS with the console failed before there was anybody to trust, or the console ended it with an alert. */
export class ConsoleTlsError extends IronbridgeError {
  public readonly code = 'ERR_CONSOLE_TLS';
  public readonly kind = 'refused';
  /** Node's or OpenSSL's code for it, or what was seen. */
  public readonly detail: string;

  public constructor(detail: string, options: ErrorOptions = {}) {
    super(`The console does not speak TLS as its connection demands (${detail})`, options);
    this.detail = detail;
  }

  /** Whether it was the console that ended TLS and said why. */
  public get isAlert(): boolean {
    return this.detail.includes('_ALERT_');
  }

  /** Whether what answered is known to speak TLS, though not with us. */
  public get isOfTls(): boolean {
    return this.isAlert || this.detail === 'ERR_SSL_UNSUPPORTED_PROTOCOL';
  }
}

/** The file of authorities that a connection names is of no use. */
export class CaFileError extends IronbridgeError {
  public readonly code = 'ERR_CONSOLE_CA_FILE';
  public readonly kind = 'invalid-input';
  public readonly path: string;

  public constructor(path: string, options: ErrorOptions = {}) {
    super(`${path} cannot be read or holds no certificate in PEM form (at most 1 MiB)`, options);
    this.path = path;
  }
}
