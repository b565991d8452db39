import { sendRequest, type TestResponse } from './support/send-request.js';
import { createNode, openTestApi, type TestApi } from './support/test-api.js';
import { readTranscript, type Exchange } from './support/transcript.js';

/** Of the headers, these are the same whoever answers. */
const COMPARED_HEADERS = [
  'content-type',
  'location',
  'openstack-request-id',
  'x-openstack-ironic-api-maximum-version',
  'x-openstack-ironic-api-minimum-version',
  'x-openstack-ironic-api-version',
];

/** What differs by installation: which other interfaces there are, and what Ironic's conductor does beside consoles. */
const OF_THE_INSTALLATION = [
  /^(default_|enabled_)?(bios|boot|deploy|inspect|management|network|power|raid|rescue|storage|vendor)_interfaces?$/,
  /^(enabled|default)_console_interfaces?$/,
  /^(driver_internal_info|provision_state|provision_updated_at|power_state|reservation|updated_at|properties)$/,
];

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

function normalizeText(text: string): string {
  return text
    .replace(UUID, '<uuid>')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+\+00:00/g, '<date>')
    .replace(/http:\/\/127\.0\.0\.1:\d+/g, '<base>');
}

function normalizeValue(value: unknown, key = ''): unknown {
  if (key === 'error_message') return normalizeValue(JSON.parse(String(value)));
  if (key === 'console_info') return value === null ? null : '<how to open it>';
  if (OF_THE_INSTALLATION.some((pattern) => pattern.test(key)) && !Array.isArray(value)) return '<any>';
  if (/^enabled_\w+_interfaces$/.test(key)) return '<any>';
  if (typeof value === 'string') return normalizeText(value);
  if (Array.isArray(value)) return value.map((item) => normalizeValue(item));
  if (typeof value !== 'object' || value === null) return value;
  // Pairs, so that the order of the fields counts too.
  return Object.entries(value)
    .sort(([a], [b]) => (/_interfaces?$/.test(a) && /_interfaces?$/.test(b) ? a.localeCompare(b) : 0))
    .map(([name, inner]) => [name, normalizeValue(inner, name)]);
}

function normalizeBody(body: string): unknown {
  return body === '' ? '' : normalizeValue(JSON.parse(body));
}

function recordedForm({ answer }: Exchange): unknown {
  const names = COMPARED_HEADERS.filter((name) => answer.headers.has(name));
  return {
    status: answer.status,
    headers: names.map((name) => [name, normalizeText(answer.headers.get(name) ?? '')]),
    body: normalizeBody(answer.body),
  };
}

/** An answer, as far as the recording says something about it. */
function answeredForm({ answer }: Exchange, response: TestResponse): unknown {
  const names = COMPARED_HEADERS.filter((name) => answer.headers.has(name));
  return {
    status: response.statusCode,
    headers: names.map((name) => [name, normalizeText(String(response.headers[name]))]),
    body: normalizeBody(response.body),
  };
}

describe('recorded transcripts of Ironic', () => {
  let api: TestApi;

  beforeEach(async () => {
    api = await openTestApi();
  });

  afterEach(async () => {
    await api.close();
  });

  function send(exchange: Exchange, url = exchange.url): Promise<TestResponse> {
    const { method, headers, body } = exchange;
    return sendRequest(api.port, {
      method,
      url,
      headers: { ...headers },
      ...(body !== undefined && { payload: body }),
    });
  }

  async function expectAsRecorded(exchange: Exchange, url?: string): Promise<void> {
    expect(answeredForm(exchange, await send(exchange, url))).toEqual(recordedForm(exchange));
  }

  async function replay(name: string): Promise<void> {
    for (const exchange of readTranscript(name)) await expectAsRecorded(exchange);
  }

  const SOL0 = {
    uuid: 'afa39feb-2840-40b0-ab53-b4163f38bb2f',
    name: 'sol0',
    driver: 'ipmi',
    consoleInterface: 'ipmitool-socat',
    driverInfo: {
      ipmi_address: '127.0.0.1',
      ipmi_port: 9001,
      ipmi_username: 'admin',
      ipmi_password: 'secret',
      ipmi_cipher_suite: 3,
    },
  };

  it('answers a life of a node under the baremetal client', async () => {
    await replay('cli-01-driver-list.http');
    await replay('cli-02-node-create.http');
    await replay('cli-03-node-set.http');
    await replay('cli-05-console-show-off.http');
    await replay('cli-06-console-enable.http');
    await api.startConsole('bm0');
    await replay('cli-07-console-show-on.http');
    await replay('cli-08-node-list.http');
    await replay('cli-09-node-list-long.http');
    await replay('cli-10-node-list-fields.http');
    await replay('cli-11-node-show.http');
    await replay('cli-13-console-disable.http');
    await api.stopConsole('bm0');
    await replay('cli-14-console-show-off2.http');
    await replay('cli-15-node-unset.http');
    await replay('cli-16-set-console-iface.http');
    await replay('cli-17-console-enable-unsupported.http');
    await replay('cli-18-console-show-unsupported.http');
    await replay('cli-19-node-show-missing.http');
    await replay('cli-20-console-enable-missing.http');
    await replay('cli-21-bad-driver.http');
    await replay('cli-26-driver-show.http');
    await replay('cli-28-conductor-list.http');
    await replay('cli-29-node-delete.http');
  });

  it('names the valid interfaces when one cannot be found', async () => {
    await createNode(api.store, { ...SOL0, name: 'bm0' });
    const [exchange] = readTranscript('cli-22-bad-iface.http');
    if (exchange === undefined) throw new Error('the fixture is empty');
    const response = await send(exchange);
    const ours = recordedForm({
      ...exchange,
      // The recorded service had one interface more.
      answer: { ...exchange.answer, body: exchange.answer.body.replace("'ipmitool-shellinabox', ", '') },
    });
    expect(answeredForm(exchange, response)).toEqual(ours);
  });

  it('validates the console as recorded and every other interface as not there', async () => {
    await createNode(api.store, { ...SOL0, name: 'bm0' });
    const [exchange] = readTranscript('cli-04-node-validate.http');
    if (exchange === undefined) throw new Error('the fixture is empty');
    const recorded = JSON.parse(exchange.answer.body) as Record<string, unknown>;
    const answered = (await send(exchange)).json();
    expect(Object.keys(answered)).toEqual(Object.keys(recorded));
    expect(answered['console']).toEqual(recorded['console']);
    expect(answered['raid']).toEqual(recorded['raid']);
    expect(answered['boot']).toEqual({
      result: false,
      reason: 'Driver ipmi does not support boot (disabled or not implemented).',
    });
  });

  it.each([
    'neg-cli-1.31.http',
    'neg-cli-1.999.http',
    'neg-cli-latest.http',
    'neg-cli-default-old-server.http',
    'neg-openstack-cli.http',
  ])('negotiates as recorded: %s', async (name) => {
    await createNode(api.store, SOL0);
    await api.startConsole('sol0');
    await replay(name);
  });

  it('answers openstacksdk', async () => {
    await createNode(api.store, SOL0);
    await api.startConsole('sol0');
    const recordedUuid = '42966690-9544-4926-a660-13fc55c1155d';
    const exchanges = readTranscript('neg-sdk.http').filter(
      // Provisioning is not ours, and validate has a test of its own.
      ({ url, answer }) =>
        !/\/states\/provision$|\/validate$/.test(url) && !answer.body.includes('"target_provision_state": "'),
    );
    expect(exchanges.length).toBeGreaterThanOrEqual(9);
    for (const exchange of exchanges) {
      const created = await api.store.nodes.get('sdk0').catch(() => undefined);
      await expectAsRecorded(exchange, exchange.url.replace(recordedUuid, created?.uuid ?? recordedUuid));
    }
  });

  describe('by hand', () => {
    const exchanges = readTranscript('raw-negotiation.http');

    it('has all of them', () => {
      expect(exchanges).toHaveLength(36);
    });

    it.each(
      exchanges
        .filter(({ url }) => !url.includes('fields=bogus'))
        .map((exchange, index): [string, Exchange] => [
          `#${String(index + 1)} ${exchange.method} ${exchange.url} ${exchange.headers['x-openstack-ironic-api-version'] ?? ''} ${exchange.body ?? ''}`,
          exchange,
        ]),
    )('%s', async (_title, exchange) => {
      await createNode(api.store, SOL0);
      await api.startConsole('sol0');
      await expectAsRecorded(exchange);
    });

    it('refuses an unknown field with 400, where Ironic fails with 500', async () => {
      const [exchange] = exchanges.filter(({ url }) => url.includes('fields=bogus'));
      if (exchange === undefined) throw new Error('the fixture is empty');
      const response = await send(exchange);
      expect(response.statusCode).toBe(400);
      expect(response.body).toContain('bogus');
    });
  });
});
