import type { Server } from 'node:http';
import { serversPage } from '../src/index.js';
import { closeServer, sendJson, servePage } from './page-server.js';

export interface MockNode {
  readonly uuid: string;
  readonly name: string | null;
  driver: string;
  console_enabled: boolean;
  console_interface: string | null;
  last_error: string | null;
  driver_internal_info?: object;
}

/** The part of the Ironic API that the servers page uses; `onEnable` decides what an enable comes to. */
export class MockApi {
  public readonly origin: string;
  public readonly apiVersions = new Set<string>();
  /** What the link leads to. */
  public consoleUrl = '';
  /** Called at each PUT; a returned text is the fault of a 409. */
  public onSet: (node: MockNode, isEnabled: boolean) => string | null = (node, isEnabled) => {
    node.console_enabled = isEnabled;
    return null;
  };
  readonly #server: Server;

  private constructor(server: Server, origin: string) {
    this.#server = server;
    this.origin = origin;
  }

  public static async start(nodes: readonly MockNode[]): Promise<MockApi> {
    const { server, origin } = await servePage(serversPage(), (request, response, body) => {
      api.apiVersions.add(String(request.headers['x-openstack-ironic-api-version']));
      const path = request.url ?? '';
      if (path === '/v1/nodes/detail') {
        sendJson(response, 200, { nodes });
        return;
      }
      const [uuid, ...rest] = path.replace(/^(\/ironbridge)?\/v1\/nodes\//, '').split('/');
      const node = nodes.find((candidate) => candidate.uuid === uuid);
      if (node === undefined) {
        sendJson(response, 404, {
          error_message: JSON.stringify({ faultstring: 'Node could not be found.' }),
        });
      } else if (rest.length === 0) {
        sendJson(response, 200, node);
      } else if (request.method === 'PUT') {
        const fault = api.onSet(node, body.includes('true'));
        if (fault === null) response.writeHead(202).end();
        else sendJson(response, 409, { error_message: JSON.stringify({ faultstring: fault }) });
      } else if (rest[0] === 'console-history') {
        response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end('panic <b>\n');
      } else {
        sendJson(response, 200, { type: 'vnc', url: api.consoleUrl });
      }
    });
    const api = new MockApi(server, origin);
    return api;
  }

  public close(): Promise<void> {
    return closeServer(this.#server);
  }
}
