import type { AttributeResource } from '../attributes/attribute-resource.js';
import { REDFISH_PATHS } from '../redfish/redfish-paths.js';
import { linkTo } from '../redfish/redfish-resources.js';
import type { IdracGeneration } from './idrac-generation.js';
import { IDRAC_PATHS } from './idrac-paths.js';

/** What a simulated iDRAC says that it is. */
export interface IdracIdentity {
  /** `Model` of the Manager; its first two digits are the server generation. */
  readonly model: string;
  readonly firmwareVersion: string;
}

/** `GET /redfish/v1` */
export function createServiceRoot({ redfishVersion, sessionsPath }: IdracGeneration): object {
  return {
    '@odata.id': REDFISH_PATHS.root,
    '@odata.type': '#ServiceRoot.v1_14_0.ServiceRoot',
    Id: 'RootService',
    Name: 'Root Service',
    Product: 'Integrated Dell Remote Access Controller',
    Vendor: 'Dell',
    RedfishVersion: redfishVersion,
    Managers: linkTo(REDFISH_PATHS.managers),
    Systems: linkTo(REDFISH_PATHS.systems),
    SessionService: linkTo(REDFISH_PATHS.sessionService),
    Links: { Sessions: linkTo(sessionsPath) },
    Oem: { Dell: { IsBranded: 0, ManagerMACAddress: '00:00:5e:00:53:01', ServiceTag: 'SIMUL8D' } },
  };
}

/** The iDRAC itself. Its GraphicalConsole is the vendor's virtual console, not the VNC server: as on hardware. */
export function createManager(
  { model, firmwareVersion }: IdracIdentity,
  attributeResources: readonly AttributeResource[],
): object {
  return {
    '@odata.id': IDRAC_PATHS.manager,
    '@odata.type': '#Manager.v1_17_0.Manager',
    Id: 'iDRAC.Embedded.1',
    Name: 'Manager',
    ManagerType: 'BMC',
    Model: model,
    FirmwareVersion: firmwareVersion,
    PowerState: 'On',
    Status: { Health: 'OK', State: 'Enabled' },
    CommandShell: {
      ConnectTypesSupported: ['SSH', 'IPMI'],
      'ConnectTypesSupported@odata.count': 2,
      MaxConcurrentSessions: 5,
      ServiceEnabled: true,
    },
    GraphicalConsole: {
      ConnectTypesSupported: ['KVMIP'],
      'ConnectTypesSupported@odata.count': 1,
      MaxConcurrentSessions: 6,
      ServiceEnabled: true,
    },
    SerialConsole: {
      ConnectTypesSupported: [],
      'ConnectTypesSupported@odata.count': 0,
      MaxConcurrentSessions: 0,
      ServiceEnabled: false,
    },
    Links: {
      ManagerForServers: [linkTo(IDRAC_PATHS.system)],
      'ManagerForServers@odata.count': 1,
      ...(attributeResources.length > 0 && {
        Oem: {
          Dell: {
            DellAttributes: attributeResources.map(({ fqdd }) => linkTo(dellAttributesPath(fqdd))),
            'DellAttributes@odata.count': attributeResources.length,
          },
        },
      }),
    },
  };
}

/** The server that the iDRAC manages. */
export function createSystem({ model }: IdracIdentity): object {
  return {
    '@odata.id': IDRAC_PATHS.system,
    '@odata.type': '#ComputerSystem.v1_18_0.ComputerSystem',
    Id: 'System.Embedded.1',
    Name: 'System',
    Manufacturer: 'Dell Inc.',
    Model: `Simulated ${model}`,
    PowerState: 'On',
    SystemType: 'Physical',
    Status: { Health: 'OK', HealthRollup: 'OK', State: 'Enabled' },
    Links: { ManagedBy: [linkTo(IDRAC_PATHS.manager)], 'ManagedBy@odata.count': 1 },
  };
}

/** A set of attributes, as its resource at `path` shows it. */
export function createAttributesBody(path: string, resource: AttributeResource): object {
  return {
    '@odata.id': path,
    '@odata.type': '#DellAttributes.v1_0_0.DellAttributes',
    '@odata.etag': resource.etag,
    Id: resource.id,
    Name: 'OEMAttributeRegistry',
    Description: 'This is the manufacturer/provider specific list of attributes.',
    AttributeRegistry: 'ManagerAttributeRegistry.v1_0_0',
    Attributes: resource.read(),
  };
}

/** Where the set of attributes of `fqdd` is. */
export function dellAttributesPath(fqdd: string): string {
  return `${IDRAC_PATHS.dellAttributes}/${fqdd}`;
}
