import { VersionNotAcceptableError } from './errors.js';

/** The minor versions of Ironic's API that are served; the major version is always 1. */
export const MIN_MINOR = 1;
export const MAX_MINOR = 82;

export const MIN_VERSION = `1.${String(MIN_MINOR)}`;
export const MAX_VERSION = `1.${String(MAX_MINOR)}`;

const HEADER = 'X-OpenStack-Ironic-API-Version';

/**
 * The minor version that the header asks for; 1.1 without one, as in Ironic. The texts are Ironic's.
 *
 * @throws VersionNotAcceptableError
 */
export function parseApiVersion(header: string | undefined): number {
  if (header === undefined) return MIN_MINOR;
  const asked = header.trim().toLowerCase();
  if (asked === 'latest') return MAX_MINOR;
  const [, major = '', minor = ''] = /^(\d{1,9})\.(\d{1,9})$/.exec(asked) ?? [];
  if (major === '') throw new VersionNotAcceptableError(`Invalid value for ${HEADER} header`, false);
  const supported = `The supported version range is: [${MIN_VERSION}, ${MAX_VERSION}].`;
  if (Number(major) !== 1) {
    throw new VersionNotAcceptableError(
      `Mutually exclusive versions requested. Version ${asked} requested but not supported by this service. ${supported}`,
      true,
    );
  }
  const version = Number(minor);
  if (version < MIN_MINOR || version > MAX_MINOR) {
    throw new VersionNotAcceptableError(
      `Version ${asked} was requested but the minor version is not supported by this service. ${supported}`,
      true,
    );
  }
  return version;
}
