import { isIronbridgeError, type JsonObject } from '@ironbridge/common';

/** More causes than any honest error has. */
const MAX_CAUSES = 8;

type Fact = string | number | boolean;

function isFact(value: unknown): value is Fact {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

/** The typed facts of our own errors are made to be shown; structured values are not looked into. */
function factsOf(error: Error): JsonObject {
  if (!isIronbridgeError(error)) return {};
  const facts = Object.entries(error).filter((entry): entry is [string, Fact] => isFact(entry[1]));
  return Object.fromEntries(facts);
}

function codeOf(error: Error): JsonObject {
  return 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
}

/**
 * What a log line says of an error. pino's own serializer copies every property, and HTTP clients hang the request with its
 * password on their errors; here only our own errors show more than name, code, message and stack.
 */
export function serializeError(error: unknown, maxCauses: number = MAX_CAUSES): JsonObject {
  if (!(error instanceof Error)) return { type: typeof error };
  return {
    ...factsOf(error),
    type: error.name,
    ...codeOf(error),
    message: error.message,
    stack: error.stack ?? '',
    ...(error.cause !== undefined && maxCauses > 0 && { cause: serializeError(error.cause, maxCauses - 1) }),
  };
}
