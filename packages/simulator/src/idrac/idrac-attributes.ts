import type { AttributeDefinition } from '../attributes/attribute-definition.js';
import type { IdracGeneration } from './idrac-generation.js';
import type { IdracIdentity } from './idrac-resources.js';

/** Names of the attributes that decide what the VNC server does. */
export const VNC_ATTRIBUTES = {
  activeSessions: 'VNCServer.1.ActiveSessions',
  enable: 'VNCServer.1.Enable',
  lowerEncryptionBitLength: 'VNCServer.1.LowerEncryptionBitLength',
  maxSessions: 'VNCServer.1.MaxSessions',
  password: 'VNCServer.1.Password',
  port: 'VNCServer.1.Port',
  sslEncryptionBitLength: 'VNCServer.1.SSLEncryptionBitLength',
  timeout: 'VNCServer.1.Timeout',
} as const;

/** Viewers at a time. */
export const MAX_VNC_SESSIONS = 2;

const ON_OFF = ['Disabled', 'Enabled'] as const;

/**
 * The attributes that a licence brings. Types and bounds are those of an iDRAC9's attribute registry and of
 * python-dracclient's recordings; defaults those of a 5.10 firmware.
 */
export const VNC_SERVER_ATTRIBUTES: readonly AttributeDefinition[] = [
  {
    name: VNC_ATTRIBUTES.activeSessions,
    type: 'Integer',
    lowerBound: 0,
    upperBound: MAX_VNC_SESSIONS,
    initial: 0,
    isReadOnly: true,
  },
  { name: VNC_ATTRIBUTES.enable, type: 'Enumeration', values: ON_OFF, initial: 'Disabled' },
  { name: VNC_ATTRIBUTES.lowerEncryptionBitLength, type: 'Enumeration', values: ON_OFF, initial: 'Disabled' },
  {
    name: VNC_ATTRIBUTES.maxSessions,
    type: 'Integer',
    lowerBound: MAX_VNC_SESSIONS,
    upperBound: MAX_VNC_SESSIONS,
    initial: MAX_VNC_SESSIONS,
    isReadOnly: true,
  },
  { name: VNC_ATTRIBUTES.password, type: 'Password', maxLength: 8, initial: null },
  { name: VNC_ATTRIBUTES.port, type: 'Integer', lowerBound: 1024, upperBound: 65_535, initial: 5901 },
  {
    name: VNC_ATTRIBUTES.sslEncryptionBitLength,
    type: 'Enumeration',
    values: ['Disabled', 'Auto Negotiate', '128-Bit or higher', '168-Bit or higher', '256-Bit or higher'],
    initial: 'Disabled',
  },
  { name: VNC_ATTRIBUTES.timeout, type: 'Integer', lowerBound: 60, upperBound: 10_800, initial: 300 },
];

/** Attributes that come in groups of the same; every iDRAC has hundreds, so that no client can read them in one go. */
const REPEATED_ATTRIBUTES: readonly AttributeDefinition[] = [
  ...repeat(16, 'Users', (group): readonly AttributeDefinition[] => [
    { name: `${group}.UserName`, type: 'String', maxLength: 16, initial: '' },
    { name: `${group}.SHA256Password`, type: 'Password', maxLength: 64, initial: null },
    { name: `${group}.SHA256PasswordSalt`, type: 'Password', maxLength: 32, initial: null },
    { name: `${group}.Privilege`, type: 'Integer', lowerBound: 0, upperBound: 511, initial: 0 },
    onOff(`${group}.Enable`),
    onOff(`${group}.SolEnable`),
    onOff(`${group}.ProtocolEnable`),
    ...['IpmiLanPrivilege', 'IpmiSerialPrivilege'].map((name): AttributeDefinition => ({
      name: `${group}.${name}`,
      type: 'Enumeration',
      values: ['Administrator', 'Operator', 'User', 'No Access'],
      initial: 'No Access',
    })),
    {
      name: `${group}.AuthenticationProtocol`,
      type: 'Enumeration',
      values: ['None', 'MD5', 'SHA'],
      initial: 'SHA',
    },
    {
      name: `${group}.PrivacyProtocol`,
      type: 'Enumeration',
      values: ['None', 'DES', 'AES'],
      initial: 'AES',
    },
  ]),
  ...repeat(40, 'UserDomain', (group): readonly AttributeDefinition[] => [
    { name: `${group}.Name`, type: 'String', maxLength: 255, initial: '' },
  ]),
  ...repeat(8, 'EmailAlert', (group): readonly AttributeDefinition[] => [
    { name: `${group}.Address`, type: 'String', maxLength: 63, initial: '' },
    { name: `${group}.CustomMsg`, type: 'String', maxLength: 32, initial: '' },
    onOff(`${group}.Enable`),
  ]),
];

/** Attributes of `iDRAC.Embedded.1` that every licence has. */
export const IDRAC_ATTRIBUTES: readonly AttributeDefinition[] = [
  { name: 'NIC.1.DNSRacName', type: 'String', maxLength: 63, initial: 'idrac-simulated' },
  {
    name: 'VirtualConsole.1.AccessPrivilege',
    type: 'Enumeration',
    values: ['Deny Access', 'Read Only Access', 'Full Access'],
    initial: 'Full Access',
  },
  {
    name: 'VirtualConsole.1.ActiveSessions',
    type: 'Integer',
    lowerBound: 0,
    upperBound: 6,
    initial: 0,
    isReadOnly: true,
  },
  {
    name: 'VirtualConsole.1.AttachState',
    type: 'Enumeration',
    values: ['Detached', 'Attached', 'Auto-attach'],
    initial: 'Auto-attach',
  },
  { name: 'VirtualConsole.1.MaxSessions', type: 'Integer', lowerBound: 1, upperBound: 6, initial: 6 },
  {
    name: 'VirtualConsole.1.PluginType',
    type: 'Enumeration',
    values: ['ActiveX', 'Java', 'HTML5', 'eHTML5'],
    initial: 'HTML5',
  },
  { name: 'VirtualConsole.1.Port', type: 'Integer', lowerBound: 1024, upperBound: 65_535, initial: 5900 },
  { name: 'VirtualConsole.1.Timeout', type: 'Integer', lowerBound: 60, upperBound: 10_800, initial: 1800 },
  ...REPEATED_ATTRIBUTES,
];

/** What the iDRAC says that it is, by the names of python-dracclient's recordings; `HWModel` is known since iDRAC9. */
export function createInfoAttributes(
  generation: IdracGeneration['number'],
  { model, firmwareVersion }: IdracIdentity,
): readonly AttributeDefinition[] {
  return [
    { name: 'Info.1.Type', type: 'Enumeration', values: [model], initial: model, isReadOnly: true },
    info('Product', 'Integrated Dell Remote Access Controller'),
    info('Version', firmwareVersion),
    info('ServerGen', model.slice(0, 3)),
    ...(generation === 8 ? [] : [info('HWModel', `iDRAC${String(generation)}`)]),
  ];
}

function info(name: string, initial: string): AttributeDefinition {
  return { name: `Info.1.${name}`, type: 'String', maxLength: 63, initial, isReadOnly: true };
}

/** Attributes of `System.Embedded.1`: a few, to be found and left alone. */
export const SYSTEM_ATTRIBUTES: readonly AttributeDefinition[] = [
  { name: 'ServerOS.1.HostName', type: 'String', maxLength: 255, initial: 'simulated' },
  { name: 'ServerPwr.1.PSRapidOn', type: 'Enumeration', values: ON_OFF, initial: 'Disabled' },
];

/** Attributes of `LifecycleController.Embedded.1`: a few, to be found and left alone. */
export const LIFECYCLE_CONTROLLER_ATTRIBUTES: readonly AttributeDefinition[] = [
  {
    name: 'LCAttributes.1.BIOSRTDRequested',
    type: 'Enumeration',
    values: ['False', 'True'],
    initial: 'False',
  },
  {
    name: 'LCAttributes.1.CollectSystemInventoryOnRestart',
    type: 'Enumeration',
    values: ON_OFF,
    initial: 'Enabled',
  },
];

function repeat(
  count: number,
  group: string,
  create: (numberedGroup: string) => readonly AttributeDefinition[],
): readonly AttributeDefinition[] {
  return Array.from({ length: count }, (_, index) => create(`${group}.${String(index + 1)}`)).flat();
}

function onOff(name: string): AttributeDefinition {
  return { name, type: 'Enumeration', values: ON_OFF, initial: 'Disabled' };
}
