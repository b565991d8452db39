import type { AttributeDefinition } from '../attributes/attribute-definition.js';
import type { AttributeResource } from '../attributes/attribute-resource.js';
import type { AttributeWriter } from '../attributes/attribute-writer.js';
import type { LoginGate } from '../http/login-gate.js';
import type { RedfishSessions } from '../redfish/redfish-sessions.js';
import type { WsmanService } from '../wsman/wsman-service.js';
import type { IdracGeneration } from './idrac-generation.js';
import type { IdracIdentity } from './idrac-resources.js';

/** What the routes of an iDRAC work on. */
export interface IdracContext {
  readonly identity: IdracIdentity;
  readonly sessions: RedfishSessions;
  readonly gate: LoginGate;
  /** The first is the manager's own. */
  readonly attributeResources: readonly [AttributeResource, ...AttributeResource[]];
  readonly attributeDefinitions: readonly AttributeDefinition[];
  readonly writer: AttributeWriter;
  readonly generation: IdracGeneration;
  /** Undefined: this iDRAC does not speak WS-Man. */
  readonly wsman: WsmanService | undefined;
}
