import { IronbridgeError, nearestName } from '@ironbridge/common';

function didYouMean(name: string, known: Iterable<string>): string {
  const near = nearestName(name, known);
  return near === undefined ? '' : `; did you mean '${near}'?`;
}

/** Two interfaces of one name were registered. */
export class DuplicateInterfaceError extends IronbridgeError {
  public readonly code = 'ERR_DUPLICATE_INTERFACE';
  public readonly kind = 'invalid-input';
  public readonly interfaceName: string;

  public constructor(interfaceName: string) {
    super(`A console interface named '${interfaceName}' is registered already`);
    this.interfaceName = interfaceName;
  }
}

/** An interface was built for another version of the contract. */
export class ContractVersionError extends IronbridgeError {
  public readonly code = 'ERR_CONTRACT_VERSION';
  public readonly kind = 'invalid-input';

  public constructor(interfaceName: string, contractVersion: unknown, supported: number) {
    super(
      `Console interface '${interfaceName}' is built for contract version ${String(contractVersion)}; ` +
        `this host supports version ${String(supported)}`,
    );
  }
}

/** A manifest lacks something or has it in the wrong form. */
export class InvalidManifestError extends IronbridgeError {
  public readonly code = 'ERR_INVALID_MANIFEST';
  public readonly kind = 'invalid-input';
}

/** An interface was named that is not registered or not enabled. The text is Ironic's. */
export class InterfaceNotFoundError extends IronbridgeError {
  public readonly code = 'ERR_INTERFACE_NOT_FOUND';
  public readonly kind = 'invalid-input';

  public constructor(interfaceName: string, valid: readonly string[]) {
    super(
      `Could not find the following interface in the 'ironic.hardware.interfaces.console' entrypoint: ` +
        `${interfaceName}. Valid interfaces are [${valid.map((name) => `'${name}'`).join(', ')}].`,
    );
  }
}

/** An interface was named that the hardware type of the node cannot use. The text is Ironic's. */
export class InterfaceIncompatibleError extends IronbridgeError {
  public readonly code = 'ERR_INTERFACE_INCOMPATIBLE';
  public readonly kind = 'invalid-input';

  public constructor(interfaceName: string, hardwareType: string) {
    super(
      `console interface implementation '${interfaceName}' is not supported by hardware type ${hardwareType}.`,
    );
  }
}

/** A hardware type was named that is not enabled. The text is Ironic's. */
export class UnknownDriverError extends IronbridgeError {
  public readonly code = 'ERR_UNKNOWN_DRIVER';
  public readonly kind = 'invalid-input';

  public constructor(driver: string, conductorGroup = '') {
    super(
      `No valid host was found. Reason: No conductor service registered which supports driver ${driver} ` +
        `for conductor group "${conductorGroup}".`,
    );
  }
}

/** The node's interface offers no console at all. The text is Ironic's. */
export class ConsoleUnsupportedError extends IronbridgeError {
  public readonly code = 'ERR_CONSOLE_UNSUPPORTED';
  public readonly kind = 'unsupported';

  public constructor(driver: string) {
    super(`Driver ${driver} does not support console (disabled or not implemented).`);
  }
}

/** A driver_info value is missing or wrong. */
export class DriverInfoError extends IronbridgeError {
  public readonly code = 'ERR_DRIVER_INFO';
  public readonly kind = 'invalid-input';
  /** The keys to change. */
  public readonly keys: readonly string[];

  public constructor(message: string, keys: readonly string[], options?: ErrorOptions) {
    super(message, options);
    this.keys = keys;
  }
}

/** A driver_info key that no registered interface and no part of Ironic knows. */
export class UnknownDriverInfoKeyError extends IronbridgeError {
  public readonly code = 'ERR_UNKNOWN_DRIVER_INFO_KEY';
  public readonly kind = 'invalid-input';
  public readonly keys: readonly string[];

  public constructor(keys: readonly string[], known: ReadonlySet<string>) {
    super(keys.map((key) => `driver_info has the unknown key '${key}'${didYouMean(key, known)}`).join('. '));
    this.keys = keys;
  }
}

/** A config section of an interface has an option that does not exist, or a value that is wrong. */
export class ConfigSectionError extends IronbridgeError {
  public readonly code = 'ERR_CONFIG_SECTION';
  public readonly kind = 'invalid-input';
  public readonly section: string;
  /** The options to change. */
  public readonly options: readonly string[];

  public constructor(section: string, problems: readonly OptionProblem[], known: readonly string[]) {
    super(
      problems
        .map(({ option, problem }) => {
          if (problem !== undefined) return `[${section}] ${option}: ${problem}`;
          return `[${section}] has the unknown option '${option}'${didYouMean(option, known)}`;
        })
        .join('. '),
    );
    this.section = section;
    this.options = problems.map(({ option }) => option);
  }
}

/** What is wrong with one option of a config section; an option without a problem is unknown. */
export interface OptionProblem {
  readonly option: string;
  readonly problem?: string;
}

/** A driver returned something that is not a connection. */
export class InvalidConnectionError extends IronbridgeError {
  public readonly code = 'ERR_INVALID_CONNECTION';
  public readonly kind = 'internal';

  public constructor(problems: string) {
    super(`The driver's connection is not valid: ${problems}`);
  }
}

/** A program that a driver needs cannot be started. */
export class ProgramMissingError extends IronbridgeError {
  public readonly code = 'ERR_PROGRAM_MISSING';
  public readonly kind = 'unsupported';
  public readonly program: string;

  public constructor(program: string, options?: ErrorOptions) {
    super(
      `The program ${program} cannot be started; install it, or put it on the PATH of this host`,
      options,
    );
    this.program = program;
  }
}

/** A program that should go on running ended at once. */
export class ProcessGoneError extends IronbridgeError {
  public readonly code = 'ERR_PROCESS_GONE';
  public readonly kind = 'unavailable';
  public readonly program: string;

  public constructor(program: string) {
    super(`The program ${program} ended as soon as it was started`);
    this.program = program;
  }
}
