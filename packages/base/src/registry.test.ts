import { secretString, silentLogger } from '@ironbridge/common';
import { ContainerModule, inject, injectable, type Container, type ServiceIdentifier } from 'inversify';
import { z } from 'zod';
import type { ConsoleConnection } from './console-connection.js';
import type { ConsoleInterface } from './console-interface.js';
import { createHostContainer } from './host-container.js';
import type { HttpClientFactory } from './http-client-factory.js';
import { CONTRACT_VERSION, defineConsoleInterface, type ConsoleInterfaceManifest } from './manifest.js';
import type { Node } from './node.js';
import { ConsoleInterfaceRegistry, type RegistryOptions } from './registry.js';
import { CONSOLE_CONFIG, CONSOLE_INTERFACE, HTTP_CLIENT_FACTORY } from './tokens.js';

const LABEL: ServiceIdentifier<string> = Symbol.for('@ironbridge/base/test/Label');
const CONNECTION: ConsoleConnection = {
  type: 'serial',
  transport: { kind: 'tcp', host: '192.0.2.1', port: 7000 },
};

@injectable()
class LabelledConsole implements ConsoleInterface {
  public readonly label: string;
  public readonly factory: HttpClientFactory;
  public readonly validate = jest.fn();

  public constructor(@inject(LABEL) label: string, @inject(HTTP_CLIENT_FACTORY) factory: HttpClientFactory) {
    this.label = label;
    this.factory = factory;
  }

  public startConsole(): Promise<ConsoleConnection> {
    return Promise.resolve(CONNECTION);
  }

  public stopConsole(): Promise<void> {
    return Promise.resolve();
  }

  public getConsole(): ConsoleConnection | null {
    return null;
  }
}

function manifest(name: string, changes: Partial<ConsoleInterfaceManifest> = {}): ConsoleInterfaceManifest {
  return {
    ...defineConsoleInterface({
      name,
      hardwareTypes: [],
      consoleTypes: ['serial'],
      driverInfo: z.object({
        kvm_address: z.string().meta({ description: 'Where it is' }),
        kvm_password: secretString('How to log in').optional(),
      }),
      module: new ContainerModule(({ bind }) => {
        bind(LABEL).toConstantValue(name);
        bind(CONSOLE_INTERFACE).to(LabelledConsole).inSingletonScope();
      }),
    }),
    ...changes,
  };
}

async function enabled(
  names: readonly string[],
  options: RegistryOptions = {},
  host: Container = createHostContainer(),
): Promise<ConsoleInterfaceRegistry> {
  const registry = new ConsoleInterfaceRegistry(host, options);
  for (const name of names) {
    registry.register(manifest(name, name === 'no-console' ? { consoleTypes: [] } : {}));
  }
  await registry.enable(names);
  return registry;
}

function instanceOf(registry: ConsoleInterfaceRegistry, name: string): LabelledConsole {
  const instance = registry.find(name)?.instance;
  if (!(instance instanceof LabelledConsole)) throw new TypeError(`${name} is not enabled`);
  return instance;
}

function node(changes: Partial<Node> = {}): Node {
  return {
    uuid: 'a1c6f9d2-8f5e-4a58-9d41-0e6f5a6f7f10',
    name: null,
    driver: 'idrac',
    driverInfo: { kvm_address: 'bmc.example' },
    consoleInterface: null,
    ...changes,
  };
}

describe('ConsoleInterfaceRegistry', () => {
  describe('constructor', () => {
    it('refuses a hardware type that does not exist', () => {
      expect(
        () => new ConsoleInterfaceRegistry(createHostContainer(), { enabledHardwareTypes: ['ilo'] }),
      ).toThrow(/supports driver ilo/);
    });

    it('serves the enabled hardware types only', async () => {
      const registry = await enabled(['ipmitool-socat'], { enabledHardwareTypes: ['ipmi'] });
      expect(registry.hardwareTypes).toEqual(['ipmi']);
      expect(() => registry.interfacesOf('idrac')).toThrow(/supports driver idrac/);
    });
  });

  describe('register', () => {
    it.each([
      [
        'a name that is taken',
        manifest('idrac-vnc'),
        'ERR_DUPLICATE_INTERFACE',
        "'idrac-vnc' is registered already",
      ],
      [
        'another contract version',
        manifest('new-kvm', { contractVersion: CONTRACT_VERSION + 1 }),
        'ERR_CONTRACT_VERSION',
        `contract version ${String(CONTRACT_VERSION + 1)}; this host supports version ${String(CONTRACT_VERSION)}`,
      ],
      ['a name that operators could not write', manifest('My_KVM'), 'ERR_INVALID_MANIFEST', "'My_KVM'"],
      [
        'console types that do not exist',
        manifest('new-kvm', { consoleTypes: ['rdp' as 'vnc'] }),
        'ERR_INVALID_MANIFEST',
        'unknown console types: rdp',
      ],
    ])('refuses %s', (_, refused, code, text) => {
      const registry = new ConsoleInterfaceRegistry(createHostContainer());
      registry.register(manifest('idrac-vnc'));
      const register = (): unknown => registry.register(refused);
      expect(register).toThrow(
        expect.objectContaining({ code, message: expect.stringContaining(text) as string }) as Error,
      );
    });

    it('returns what undoes it, and what undoes enabling too', async () => {
      const registry = new ConsoleInterfaceRegistry(createHostContainer());
      const undo = registry.register(manifest('my-kvm'));
      await registry.enable(['my-kvm']);
      undo();
      expect(registry.enabledInterfaces).toEqual([]);
      registry.register(manifest('my-kvm'));
    });

    it('undoes nothing the second time, when the name has gone to another', async () => {
      const registry = new ConsoleInterfaceRegistry(createHostContainer());
      const undo = registry.register(manifest('my-kvm'));
      undo();
      registry.register(manifest('my-kvm'));
      undo();
      await registry.enable(['my-kvm']);
      expect(registry.enabledInterfaces).toEqual(['my-kvm']);
    });
  });

  describe('enable', () => {
    it('refuses a name that is not registered, in the words of Ironic', async () => {
      const registry = new ConsoleInterfaceRegistry(createHostContainer());
      registry.register(manifest('my-kvm'));
      await expect(registry.enable(['idrac-vmc'])).rejects.toThrow(
        "Could not find the following interface in the 'ironic.hardware.interfaces.console' entrypoint: " +
          "idrac-vmc. Valid interfaces are ['my-kvm'].",
      );
    });

    it('builds one instance, however often it is asked', async () => {
      const registry = await enabled(['my-kvm']);
      const first = instanceOf(registry, 'my-kvm');
      await registry.enable(['my-kvm']);
      expect(instanceOf(registry, 'my-kvm')).toBe(first);
    });

    it('keeps drivers that bind the same token apart, and the host clean of them', async () => {
      const host = createHostContainer();
      const registry = await enabled(['one', 'other'], {}, host);
      expect([instanceOf(registry, 'one').label, instanceOf(registry, 'other').label]).toEqual([
        'one',
        'other',
      ]);
      expect(host.isBound(LABEL)).toBe(false);
    });

    it("gives a driver the host's own offers", async () => {
      const httpClientFactory: HttpClientFactory = () => {
        throw new TypeError('never called');
      };
      const host = createHostContainer({ httpClientFactory, logger: silentLogger });
      expect(instanceOf(await enabled(['one'], {}, host), 'one').factory).toBe(httpClientFactory);
    });

    describe('with a config section', () => {
      const schema = z.object({
        poll_interval: z.coerce.number().default(5),
        kvm_timeout: z.string().optional(),
      });
      let seen: unknown;
      const configured = manifest('my-kvm', {
        config: { section: 'my_kvm', schema },
        module: new ContainerModule(({ bind }) => {
          bind(CONSOLE_INTERFACE).toDynamicValue(({ get }) => {
            seen = get(CONSOLE_CONFIG);
            return new LabelledConsole('configured', get(HTTP_CLIENT_FACTORY));
          });
        }),
      });

      it.each([
        [{ my_kvm: { poll_interval: '7' } }, { poll_interval: 7 }],
        [{ other: { x: 1 } }, { poll_interval: 5 }],
      ])('hands %j on, parsed', async (sections, parsed) => {
        const registry = new ConsoleInterfaceRegistry(createHostContainer());
        registry.register(configured);
        await registry.enable(['my-kvm'], sections);
        expect(seen).toEqual(parsed);
      });

      it.each([
        [
          { pol_interval: 3 },
          "[my_kvm] has the unknown option 'pol_interval'; did you mean 'poll_interval'?",
        ],
        [{ colour: 'red' }, "[my_kvm] has the unknown option 'colour'"],
        [{ poll_interval: 'often' }, '[my_kvm] poll_interval: '],
      ])('refuses %j by section and option', async (options, text) => {
        const registry = new ConsoleInterfaceRegistry(createHostContainer());
        registry.register(configured);
        await expect(registry.enable(['my-kvm'], { my_kvm: options })).rejects.toMatchObject({
          code: 'ERR_CONFIG_SECTION',
          kind: 'invalid-input',
          section: 'my_kvm',
          options: Object.keys(options),
          message: expect.stringContaining(text) as string,
        });
        expect(registry.enabledInterfaces).toEqual([]);
      });
    });
  });

  describe('select', () => {
    it.each([
      [['no-console', 'ipmitool-socat', 'idrac-vnc'], undefined, null, 'idrac-vnc'],
      [['no-console', 'ipmitool-socat'], undefined, null, 'ipmitool-socat'],
      [['no-console'], undefined, null, 'no-console'],
      [['idrac-vnc', 'ipmitool-socat'], 'ipmitool-socat', null, 'ipmitool-socat'],
      [['idrac-vnc', 'fake'], 'fake', null, 'idrac-vnc'],
      [['idrac-vnc', 'no-console'], 'idrac-vnc', 'no-console', 'no-console'],
    ])('of %j with default %p gives a node that names %p %p', async (names, preferred, named, chosen) => {
      const options = preferred === undefined ? {} : { defaultConsoleInterface: preferred };
      const registry = await enabled(names, options);
      expect(registry.select(node({ consoleInterface: named })).manifest.name).toBe(chosen);
    });

    it.each([
      [
        { consoleInterface: 'redfish-vnc' },
        'ERR_INTERFACE_NOT_FOUND',
        "Valid interfaces are ['fake', 'idrac-vnc'].",
      ],
      [
        { consoleInterface: 'fake' },
        'ERR_INTERFACE_INCOMPATIBLE',
        "console interface implementation 'fake' is not supported by hardware type idrac.",
      ],
      [{ driver: 'ilo' }, 'ERR_UNKNOWN_DRIVER', 'supports driver ilo for conductor group "".'],
      [{ driver: 'redfish' }, 'ERR_CONSOLE_UNSUPPORTED', 'Driver redfish does not support console'],
    ])('refuses %j', async (changes, code, text) => {
      const registry = await enabled(['idrac-vnc', 'fake']);
      expect(() => registry.select(node(changes))).toThrow(
        expect.objectContaining({ code, message: expect.stringContaining(text) as string }) as Error,
      );
    });

    it('lets an interface from elsewhere serve a hardware type, after the built-in ones and before no-console', async () => {
      const registry = new ConsoleInterfaceRegistry(createHostContainer());
      registry.register(manifest('my-kvm', { hardwareTypes: ['idrac'] }));
      registry.register(manifest('no-console', { consoleTypes: [], hardwareTypes: ['idrac'] }));
      registry.register(manifest('idrac-vnc', { hardwareTypes: ['idrac'] }));
      await registry.enable(['my-kvm', 'no-console', 'idrac-vnc']);
      expect(registry.interfacesOf('idrac')).toEqual(['idrac-vnc', 'my-kvm', 'no-console']);
      expect(registry.consoleTypesOf(node({ consoleInterface: 'my-kvm' }))).toEqual(['serial']);
      expect(() => registry.select(node({ driver: 'ipmi', consoleInterface: 'my-kvm' }))).toThrow(
        /not supported by hardware type ipmi/,
      );
    });
  });

  describe('validate', () => {
    it("parses the options and asks the interface's own check", async () => {
      const registry = await enabled(['idrac-vnc']);
      registry.validate(node({ driverInfo: { kvm_address: 'bmc.example', redfish_address: 'x', A1: 1 } }));
      const { validate } = instanceOf(registry, 'idrac-vnc');
      expect(validate).toHaveBeenCalledWith(expect.anything(), { kvm_address: 'bmc.example' });
    });

    it.each([
      [{}, 'ERR_DRIVER_INFO', 'driver_info/kvm_address: ', ['kvm_address']],
      [
        { kvm_adress: 'bmc.example' },
        'ERR_UNKNOWN_DRIVER_INFO_KEY',
        "unknown key 'kvm_adress'; did you mean 'kvm_address'?",
        ['kvm_adress'],
      ],
      [
        { kvm_address: 'x', colour: 'red' },
        'ERR_UNKNOWN_DRIVER_INFO_KEY',
        "unknown key 'colour'",
        ['colour'],
      ],
    ])('refuses %j by name', async (driverInfo, code, text, keys) => {
      const registry = await enabled(['idrac-vnc']);
      expect(() => {
        registry.validate(node({ driverInfo }));
      }).toThrow(
        expect.objectContaining({ code, keys, message: expect.stringContaining(text) as string }) as Error,
      );
    });

    it('does not repeat a value, which may be secret', async () => {
      const registry = await enabled(['idrac-vnc']);
      const driverInfo = { kvm_address: 'x', kvm_password: { calvin: 'calvin' } };
      const validate = (): void => {
        registry.validate(node({ driverInfo }));
      };
      expect(validate).toThrow('driver_info/kvm_password: ');
      expect(validate).not.toThrow(/calvin/);
    });

    it('says that a node without console has none', async () => {
      const registry = await enabled(['no-console']);
      expect(() => {
        registry.validate(node());
      }).toThrow('Driver idrac does not support console (disabled or not implemented).');
    });
  });

  describe('properties', () => {
    it('gives the keys of the enabled interfaces, the best one first', async () => {
      const registry = new ConsoleInterfaceRegistry(createHostContainer());
      const driverInfo = z.object({ kvm_address: z.string().optional().meta({ description: 'Worse' }) });
      registry.register(manifest('ipmitool-socat', { driverInfo }));
      registry.register(manifest('idrac-vnc'));
      await registry.enable(['ipmitool-socat', 'idrac-vnc']);
      expect(Object.fromEntries(registry.properties('idrac'))).toEqual({
        kvm_address: { description: 'Where it is', required: true, secret: false },
        kvm_password: { description: 'How to log in', required: false, secret: true },
      });
    });
  });

  describe('isSecretKey', () => {
    it('knows the secret keys of every registered interface, enabled or not', () => {
      const registry = new ConsoleInterfaceRegistry(createHostContainer());
      registry.register(manifest('my-kvm'));
      expect(registry.isSecretKey('kvm_password')).toBe(true);
      expect(registry.isSecretKey('kvm_address')).toBe(false);
      expect(registry.isSecretKey('redfish_password')).toBe(false);
    });
  });
});
