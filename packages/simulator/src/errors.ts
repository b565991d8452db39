import { IronbridgeError } from '@ironbridge/common';

/** An option of the simulator, or its state file, cannot be used; the message names it. */
export class SimulatorOptionsError extends IronbridgeError {
  public readonly code = 'ERR_SIMULATOR_OPTIONS';
  public readonly kind = 'invalid-input';
}

/** A TCP port cannot be listened on. */
export class SimulatorPortError extends IronbridgeError {
  public readonly code = 'ERR_SIMULATOR_PORT';
  public readonly kind = 'conflict';
  public readonly host: string;
  public readonly port: number;

  public constructor(host: string, port: number, options: ErrorOptions) {
    super(
      `Port ${String(port)} of ${host} cannot be listened on; choose another one, or end what uses it`,
      options,
    );
    this.host = host;
    this.port = port;
  }
}

/** The hook that passes VNC settings on to a real VNC server failed; what it printed is not kept, it may hold the password. */
export class VncHookError extends IronbridgeError {
  public readonly code = 'ERR_SIMULATOR_VNC_HOOK';
  public readonly kind = 'unavailable';
}

/** QEMU did not do what its QMP socket was asked for. */
export class QmpError extends IronbridgeError {
  public readonly code = 'ERR_SIMULATOR_QMP';
  public readonly kind = 'unavailable';
}

/** Every error that this package throws on purpose. */
export type SimulatorError = SimulatorOptionsError | SimulatorPortError | VncHookError | QmpError;
