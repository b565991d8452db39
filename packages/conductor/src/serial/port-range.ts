import { InvalidInputError } from '@ironbridge/common';

/** Ports from `start` up to, and without, `end`. */
export interface PortRange {
  readonly start: number;
  readonly end: number;
}

/**
 * A range in Ironic's form, `start:end`, whose end is no part of it. The texts are Ironic's.
 *
 * @throws InvalidInputError
 */
export function parsePortRange(text: string): PortRange {
  const parts = text.split(':');
  const [first = '', last = ''] = parts;
  if (parts.length !== 2) throw new InvalidInputError('Value should be in <start>:<end> format');
  if (![first, last].every((part) => /^\s*[+-]?\d+\s*$/.test(part))) {
    throw new InvalidInputError('Port numbers should be integers');
  }
  const [start, end] = [Number(first), Number(last)];
  if (start > end) throw new InvalidInputError('Start should not be greater than end.');
  if (start < 0 || end > 65535) throw new InvalidInputError('Port range should be in [0, 65535]');
  return { start, end };
}
