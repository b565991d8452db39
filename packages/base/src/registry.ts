import type { JsonObject } from '@ironbridge/common';
import { Container } from 'inversify';
import { CONSOLE_TYPES, type ConsoleType } from './console-connection.js';
import { driverInfoProperties, type DriverInfoProperty } from './driver-info-properties.js';
import {
  ConsoleUnsupportedError,
  ContractVersionError,
  DuplicateInterfaceError,
  InterfaceIncompatibleError,
  InterfaceNotFoundError,
  InvalidManifestError,
  UnknownDriverError,
  UnknownDriverInfoKeyError,
} from './errors.js';
import { HARDWARE_TYPES, type HardwareType } from './hardware-types.js';
import { IRONIC_DRIVER_INFO_KEYS } from './ironic-driver-info-keys.js';
import type { LoadedConsoleInterface } from './loaded-console-interface.js';
import { CONTRACT_VERSION, type ConsoleInterfaceManifest } from './manifest.js';
import type { Node } from './node.js';
import { parseConfigSection } from './parse-config-section.js';
import { parseDriverInfo } from './parse-driver-info.js';
import { CONSOLE_CONFIG, CONSOLE_INTERFACE } from './tokens.js';

export interface RegistryOptions {
  /** `enabled_hardware_types`; all that ship with Ironbridge unless given. */
  readonly enabledHardwareTypes?: readonly string[];
  /** `default_console_interface`: preferred wherever the hardware type supports it. */
  readonly defaultConsoleInterface?: string;
}

/** A manifest with what is computed from it once. */
interface RegisteredInterface {
  readonly manifest: ConsoleInterfaceManifest;
  readonly properties: ReadonlyMap<string, DriverInfoProperty>;
}

/**
 * The console interfaces of one host: register what exists, enable what operators named, then select and validate for
 * each node. Registering is knowledge, enabling is policy, as in Ironic.
 */
export class ConsoleInterfaceRegistry {
  readonly #host: Container;
  readonly #hardwareTypes: readonly HardwareType[];
  readonly #defaultConsoleInterface: string | undefined;
  readonly #registered = new Map<string, RegisteredInterface>();
  readonly #enabled = new Map<string, LoadedConsoleInterface>();

  /**
   * @param host the container of the host's offers, see `createHostContainer`
   * @throws UnknownDriverError for an enabled hardware type that does not exist
   */
  public constructor(host: Container, options: RegistryOptions = {}) {
    this.#host = host;
    this.#defaultConsoleInterface = options.defaultConsoleInterface;
    const names = options.enabledHardwareTypes ?? HARDWARE_TYPES.map(({ name }) => name);
    this.#hardwareTypes = names.map((name) => {
      const hardwareType = HARDWARE_TYPES.find((candidate) => candidate.name === name);
      if (hardwareType === undefined) throw new UnknownDriverError(name);
      return hardwareType;
    });
  }

  /**
   * Makes an interface known.
   *
   * @returns the undo function
   * @throws DuplicateInterfaceError, ContractVersionError or InvalidManifestError
   */
  public register(manifest: ConsoleInterfaceManifest): () => void {
    const { name } = manifest;
    if (!/^[a-z][a-z0-9-]*$/.test(name)) {
      throw new InvalidManifestError(
        `The interface name '${name}' is not lower-case words joined by hyphens`,
      );
    }
    if (this.#registered.has(name)) throw new DuplicateInterfaceError(name);
    if (manifest.contractVersion !== CONTRACT_VERSION) {
      throw new ContractVersionError(name, manifest.contractVersion, CONTRACT_VERSION);
    }
    const unknownTypes = manifest.consoleTypes.filter(
      (type) => !(CONSOLE_TYPES as readonly string[]).includes(type),
    );
    if (unknownTypes.length > 0) {
      throw new InvalidManifestError(
        `Interface '${name}' names unknown console types: ${unknownTypes.join(', ')}`,
      );
    }
    const registered = { manifest, properties: driverInfoProperties(manifest.driverInfo) };
    this.#registered.set(name, registered);
    return () => {
      // Done already, and the name may be another's by now.
      if (this.#registered.get(name) !== registered) return;
      this.#registered.delete(name);
      this.#enabled.delete(name);
    };
  }

  /**
   * Builds the named interfaces, each in a container of its own below the host's.
   *
   * @param sections config sections by name, for interfaces that have one
   * @throws InterfaceNotFoundError for a name that is not registered, ConfigSectionError for a section that is wrong
   */
  public async enable(
    names: readonly string[],
    sections: Readonly<Record<string, JsonObject>> = {},
  ): Promise<void> {
    for (const name of names) {
      if (this.#enabled.has(name)) continue;
      const registered = this.#registered.get(name);
      if (registered === undefined)
        throw new InterfaceNotFoundError(name, [...this.#registered.keys()].sort());
      const container = new Container({ parent: this.#host });
      const { manifest } = registered;
      const { config } = manifest;
      if (config !== undefined) {
        container
          .bind(CONSOLE_CONFIG)
          .toConstantValue(parseConfigSection(config, sections[config.section] ?? {}));
      }
      await container.load(manifest.module);
      this.#enabled.set(name, { manifest, instance: await container.getAsync(CONSOLE_INTERFACE) });
    }
  }

  /** Names of the enabled hardware types. */
  public get hardwareTypes(): readonly string[] {
    return this.#hardwareTypes.map(({ name }) => name);
  }

  /** Names of the enabled interfaces. */
  public get enabledInterfaces(): readonly string[] {
    return [...this.#enabled.keys()];
  }

  /** An enabled interface by name, whatever the hardware type: how a running console finds the driver that started it. */
  public find(name: string): LoadedConsoleInterface | undefined {
    return this.#enabled.get(name);
  }

  /**
   * Names of the enabled interfaces that a hardware type can use, best first.
   *
   * @throws UnknownDriverError
   */
  public interfacesOf(driver: string): readonly string[] {
    const hardwareType = this.#hardwareTypes.find(({ name }) => name === driver);
    if (hardwareType === undefined) throw new UnknownDriverError(driver);
    const others = [...this.#enabled.values()]
      .filter(({ manifest }) => manifest.hardwareTypes.includes(driver))
      .map(({ manifest }) => manifest.name)
      .filter((name) => !hardwareType.consoleInterfaces.includes(name));
    const best = hardwareType.consoleInterfaces.filter((name) => name !== 'no-console');
    return [...best, ...others, 'no-console'].filter((name) => this.#enabled.has(name));
  }

  /**
   * The interface a node gets when it names none: `default_console_interface` where the hardware type supports it, else
   * the best that is enabled.
   *
   * @throws UnknownDriverError, or ConsoleUnsupportedError where none is enabled
   */
  public defaultInterfaceOf(driver: string): string {
    const names = this.interfacesOf(driver);
    const preferred = names.find((name) => name === this.#defaultConsoleInterface) ?? names[0];
    if (preferred === undefined) throw new ConsoleUnsupportedError(driver);
    return preferred;
  }

  /**
   * The interface of a node.
   *
   * @throws UnknownDriverError, InterfaceNotFoundError, InterfaceIncompatibleError or ConsoleUnsupportedError
   */
  public select(node: Pick<Node, 'driver' | 'consoleInterface'>): LoadedConsoleInterface {
    const usable = this.interfacesOf(node.driver);
    const name = node.consoleInterface ?? this.defaultInterfaceOf(node.driver);
    const loaded = this.#enabled.get(name);
    if (loaded === undefined) throw new InterfaceNotFoundError(name, [...this.#enabled.keys()].sort());
    if (!usable.includes(name)) throw new InterfaceIncompatibleError(name, node.driver);
    return loaded;
  }

  /**
   * Checks offline whether a node's console could be started.
   *
   * @throws what {@link select} throws, ConsoleUnsupportedError, UnknownDriverInfoKeyError, DriverInfoError, and what the
   * interface's own validate throws
   */
  public validate(node: Node): void {
    const { manifest, instance } = this.select(node);
    if (manifest.consoleTypes.length === 0) throw new ConsoleUnsupportedError(node.driver);
    // A misspelt key explains a missing one, so it is told first.
    this.#assertKnownKeys(node.driverInfo);
    instance.validate(node, parseDriverInfo(manifest, node.driverInfo));
  }

  /**
   * The types of console that a node's interface can give; empty where it gives none.
   *
   * @throws what {@link select} throws
   */
  public consoleTypesOf(node: Pick<Node, 'driver' | 'consoleInterface'>): readonly ConsoleType[] {
    return this.select(node).manifest.consoleTypes;
  }

  /**
   * The driver_info keys of a hardware type's enabled interfaces.
   *
   * @throws UnknownDriverError
   */
  public properties(driver: string): ReadonlyMap<string, DriverInfoProperty> {
    const all = new Map<string, DriverInfoProperty>();
    for (const name of this.interfacesOf(driver)) {
      const properties = this.#registered.get(name)?.properties ?? [];
      for (const [key, property] of properties) if (!all.has(key)) all.set(key, property);
    }
    return all;
  }

  /** Whether a registered interface declares this driver_info key secret. */
  public isSecretKey(key: string): boolean {
    return [...this.#registered.values()].some(({ properties }) => properties.get(key)?.secret === true);
  }

  #assertKnownKeys(driverInfo: JsonObject): void {
    const known = new Set(IRONIC_DRIVER_INFO_KEYS);
    for (const { properties } of this.#registered.values()) {
      for (const key of properties.keys()) known.add(key);
    }
    const unknown = Object.keys(driverInfo).filter((key) => !known.has(key));
    if (unknown.length > 0) throw new UnknownDriverInfoKeyError(unknown, known);
  }
}
