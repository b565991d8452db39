import { REDFISH_PATHS } from './redfish-paths.js';
import { REDFISH_SESSION_TIMEOUT_S, type RedfishSession } from './redfish-sessions.js';

/** `GET /redfish` */
export function createVersions(): object {
  return { v1: `${REDFISH_PATHS.root}/` };
}

/** `GET /redfish/v1/SessionService`; its sessions are at `sessionsPath`. */
export function createSessionService(sessionsPath: string): object {
  return {
    '@odata.id': REDFISH_PATHS.sessionService,
    '@odata.type': '#SessionService.v1_1_8.SessionService',
    Id: 'SessionService',
    Name: 'Session Service',
    ServiceEnabled: true,
    SessionTimeout: REDFISH_SESSION_TIMEOUT_S,
    Sessions: linkTo(sessionsPath),
  };
}

/** One login at `path`; its token is in a header only, when it is made. */
export function createSessionBody(path: string, { id, username }: RedfishSession): object {
  return {
    '@odata.id': path,
    '@odata.type': '#Session.v1_5_0.Session',
    Id: id,
    Name: 'User Session',
    SessionType: 'Redfish',
    UserName: username,
  };
}

/** A collection of the resources at `members`. */
export function createCollection(path: string, type: string, members: readonly string[]): object {
  return {
    '@odata.id': path,
    '@odata.type': `#${type}Collection.${type}Collection`,
    Name: `${type} Collection`,
    Members: members.map(linkTo),
    'Members@odata.count': members.length,
  };
}

/** A link to the resource at `path`. */
export function linkTo(path: string): { readonly '@odata.id': string } {
  return { '@odata.id': path };
}
