import type { FastifyInstance, FastifyReply } from 'fastify';

import type { IdracFaults } from '../faults.js';
import type { LoginGate } from '../http/login-gate.js';
import { isRecord } from '../is-record.js';
import { createErrorBody, createMessage } from '../redfish/redfish-message.js';
import { REDFISH_PATHS } from '../redfish/redfish-paths.js';
import {
  createCollection,
  createSessionService,
  createVersions,
  linkTo,
} from '../redfish/redfish-resources.js';
import type { RedfishSessions } from '../redfish/redfish-sessions.js';
import { requireLogin } from '../redfish/require-login.js';
import { sendError } from '../redfish/send-error.js';
import { addSessionRoutes } from '../redfish/session-routes.js';
import type { BmcProfile, VncState } from './bmc-profile.js';

export interface BmcRoutesOptions {
  readonly profile: BmcProfile;
  readonly sessions: RedfishSessions;
  readonly gate: LoginGate;
  readonly faults: IdracFaults;
  readonly readVnc: () => VncState;
  readonly activeSessions: () => number;
  /** Puts a change into force; where it throws, nothing has changed. */
  readonly changeVnc: (change: Partial<VncState>) => Promise<void>;
}

/** Everything that a BMC of a profile answers over Redfish. */
export function addBmcRoutes(app: FastifyInstance, options: BmcRoutesOptions): void {
  const { profile, sessions, gate } = options;
  const { managers, systems } = REDFISH_PATHS;
  const manager = `${managers}/${profile.managerId}`;
  const system = `${systems}/${profile.systemId}`;
  requireLogin(app, gate, REDFISH_PATHS.sessions);
  const fixed: readonly (readonly [string, object])[] = [
    [REDFISH_PATHS.versions, createVersions()],
    [
      REDFISH_PATHS.root,
      {
        '@odata.id': REDFISH_PATHS.root,
        '@odata.type': '#ServiceRoot.v1_14_0.ServiceRoot',
        Id: 'RootService',
        Name: 'Root Service',
        RedfishVersion: '1.17.0',
        Managers: linkTo(managers),
        Systems: linkTo(systems),
        SessionService: linkTo(REDFISH_PATHS.sessionService),
        Links: { Sessions: linkTo(REDFISH_PATHS.sessions) },
      },
    ],
    [REDFISH_PATHS.sessionService, createSessionService(REDFISH_PATHS.sessions)],
    [managers, createCollection(managers, 'Manager', [manager])],
    [systems, createCollection(systems, 'ComputerSystem', [system])],
    [
      system,
      {
        '@odata.id': system,
        Id: profile.systemId,
        Name: 'System',
        Model: `Simulated ${profile.product}`,
        PowerState: 'On',
        Links: { ManagedBy: [linkTo(manager)] },
      },
    ],
    [
      manager,
      {
        '@odata.id': manager,
        Id: profile.managerId,
        Name: 'Manager',
        ManagerType: 'BMC',
        NetworkProtocol: linkTo(`${manager}/NetworkProtocol`),
        Links: { ManagerForServers: [linkTo(system)] },
        ...profile.manager,
      },
    ],
  ];
  for (const [path, body] of fixed) app.get(path, () => body);
  addSessionRoutes(app, { sessions, gate, path: REDFISH_PATHS.sessions });
  addPages(app, manager, options);
}

function addPages(app: FastifyInstance, manager: string, options: BmcRoutesOptions): void {
  const { profile, readVnc, activeSessions } = options;
  let revision = 1;
  const etag = (): string => `"${String(revision)}"`;
  for (const page of Object.keys(profile.pages(readVnc(), 0))) {
    const path = `${manager}/${page}`;
    app.get(path, (_, reply) =>
      reply.header('etag', etag()).send({
        '@odata.id': path,
        Id: page,
        Name: page,
        ...profile.pages(readVnc(), activeSessions())[page],
      }),
    );
    app.patch(path, async (request, reply) => {
      const match = request.headers['if-match'];
      if (match !== undefined && match !== etag()) {
        return sendError(reply, 412, createMessage('PreconditionFailed'));
      }
      const change = isRecord(request.body) ? profile.patch(page, request.body) : undefined;
      if (change === undefined) return sendError(reply, 400, createMessage('UnrecognizedRequestBody'));
      revision += 1;
      request.exchange.hasChanged = true;
      return applyChange(reply, change, options);
    });
  }
}

async function applyChange(
  reply: FastifyReply,
  { password, ...change }: Partial<VncState>,
  { faults, changeVnc }: BmcRoutesOptions,
): Promise<FastifyReply> {
  const isRefused = password !== undefined && faults.passwordPolicy;
  try {
    await changeVnc({ ...change, ...(password !== undefined && !isRefused && { password }) });
  } catch {
    const message = createMessage('PropertyValueResourceConflict', [String(change.port), 'Port']);
    return reply.code(400).send(createErrorBody([message]));
  }
  const refusal = createMessage('PropertyValueFormatError', ['******', 'Password'], ['#/Password']);
  return reply.send({ '@Message.ExtendedInfo': [createMessage('Success'), ...(isRefused ? [refusal] : [])] });
}
