import { IronbridgeError } from '@ironbridge/common';
import type { FakeFault } from './fake-options.js';

/** The faults that an imaginary BMC answers with; `hang` is no answer, `none` is no fault. */
export type AnsweredFault = Exclude<FakeFault, 'none' | 'hang'>;

const MESSAGES: Readonly<Record<AnsweredFault, string>> = {
  unavailable: 'The imaginary BMC is away',
  timeout: 'The imaginary BMC did not answer in time',
  refused: 'The imaginary BMC refuses the login',
  conflict: 'Others hold every console slot of the imaginary BMC',
};

/** What driver_info told `fake` to fail with; its kind is the fault's name. */
export class FakeConsoleError extends IronbridgeError {
  public readonly code = 'ERR_FAKE_CONSOLE';
  public readonly kind: AnsweredFault;

  public constructor(fault: AnsweredFault) {
    super(`${MESSAGES[fault]}, as driver_info asks`);
    this.kind = fault;
  }
}
