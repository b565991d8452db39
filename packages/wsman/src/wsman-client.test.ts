import { BmcBusyError, BmcCredentialsError, BmcPrivilegeError } from '@ironbridge/bmc-http';
import { Deadline, Secret, systemClock } from '@ironbridge/common';
import nock from 'nock';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseXml } from './parse-xml.js';
import { WsmanClient, type WsmanClientOptions } from './wsman-client.js';
import type { XmlElement } from './xml-element.js';

const BMC = 'https://bmc.example';
const DCIM = 'http://schemas.dell.com/wbem/wscim/1/cim-schema/2/';
const PASSWORD = 'calvin-s3cret';
const impatient = { ...systemClock, sleep: () => Promise.resolve() };

const recorded = (name: string): string =>
  readFileSync(join(__dirname, '..', 'test', 'fixtures', `${name}.xml`), 'utf8');

function createClient(options: Partial<WsmanClientOptions> = {}): WsmanClient {
  return new WsmanClient({
    address: BMC,
    username: 'root',
    password: new Secret(PASSWORD),
    verifyCa: true,
    clock: impatient,
    deadline: Deadline.after(10_000),
    ...options,
  });
}

/** Answers one request and keeps what was asked. */
function answer(body: string, status = 200): { asked: string } {
  const seen = { asked: '' };
  nock(BMC)
    .post('/wsman')
    .reply(status, (_, requestBody) => {
      seen.asked = typeof requestBody === 'string' ? requestBody : '';
      return body;
    });
  return seen;
}

const envelope = (body: string): string =>
  `<s:Envelope xmlns:s="x" xmlns:wsman="y" xmlns:wsen="z"><s:Body>${body}</s:Body></s:Envelope>`;

const faultOf = (code: string, reason: string): string =>
  envelope(
    '<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>wsman:' +
      `${code}</s:Value></s:Subcode></s:Code><s:Reason><s:Text xml:lang="en">${reason}</s:Text></s:Reason></s:Fault>`,
  );

const SET = {
  method: 'SetAttributes',
  selectors: { Name: 'DCIM:iDRACCardService', Odd: '<&"' },
  parameters: [
    ['Target', 'iDRAC.Embedded.1'],
    ['AttributeValue', new Secret('p<&>"d')],
  ] as const,
};

const rowsOf = (xml: string): readonly XmlElement[] => parseXml(xml)?.descendants('Items')[0]?.children ?? [];

afterEach(() => {
  const isDone = nock.isDone();
  nock.cleanAll();
  expect(isDone).toBe(true);
});

describe('WsmanClient', () => {
  describe('enumerate', () => {
    it.each([
      ['idraccard_enumeration-enum-ok', 'DCIM_iDRACCardEnumeration', 262],
      ['idraccard_integer-enum-ok', 'DCIM_iDRACCardInteger', 86],
      ['idraccard_string-enum-ok', 'DCIM_iDRACCardString', 283],
    ])('reads the recorded %s whole', async (file, cls, count) => {
      answer(recorded(file));
      const rows = await createClient().enumerate(`${DCIM}${cls}`);
      expect(rows).toHaveLength(count);
      expect(rows.every((row) => row.name === cls && row.textOf('InstanceID') !== undefined)).toBe(true);
    });

    it('reads the recorded VNC server', async () => {
      answer(recorded('idraccard_enumeration-enum-ok'));
      const rows = await createClient().enumerate(`${DCIM}DCIM_iDRACCardEnumeration`);
      const enable = rows.find((row) => row.textOf('InstanceID') === 'iDRAC.Embedded.1#VNCServer.1#Enable');
      expect(enable?.textOf('CurrentValue')).toBe('Disabled');
      expect(enable?.textOf('PendingValue')).toBeUndefined();
      expect(enable?.textsOf('PossibleValues')).toEqual(['Disabled', 'Enabled']);
    });

    it('reads the recorded rows in several pulls, as an iDRAC sends them', async () => {
      const items = recorded('idraccard_string-enum-ok').match(
        /<n1:DCIM_iDRACCardString>.*?<\/n1:DCIM_iDRACCardString>/gs,
      );
      const rows = items ?? [];
      const part = (from: number): string => rows.slice(from, from + 100).join('');
      const first = answer(
        envelope(
          `<wsen:EnumerateResponse><wsman:Items>${part(0)}</wsman:Items><wsen:EnumerationContext>a&amp;b</wsen:EnumerationContext></wsen:EnumerateResponse>`,
        ).replace('<s:Envelope', '<s:Envelope xmlns:n1="n" xmlns:xsi="i"'),
      );
      const second = answer(
        envelope(
          `<wsen:PullResponse><wsen:EnumerationContext>c</wsen:EnumerationContext><wsen:Items>${part(100)}</wsen:Items></wsen:PullResponse>`,
        ),
      );
      const third = answer(
        envelope(
          `<wsen:PullResponse><wsen:Items>${part(200)}</wsen:Items><wsen:EnumerationContext/><wsen:EndOfSequence/></wsen:PullResponse>`,
        ),
      );
      const read = await createClient().enumerate(`${DCIM}DCIM_iDRACCardString`);
      expect(read.map((row) => row.textOf('InstanceID'))).toEqual(
        rowsOf(recorded('idraccard_string-enum-ok')).map((row) => row.textOf('InstanceID')),
      );
      expect(first.asked).toContain('<wsman:OptimizeEnumeration/><wsman:MaxElements>100</wsman:MaxElements>');
      expect(second.asked).toContain('<wsen:EnumerationContext>a&amp;b</wsen:EnumerationContext>');
      expect(third.asked).toContain('<wsen:EnumerationContext>c</wsen:EnumerationContext>');
    });

    it('reads the recorded parts of python-dracclient to their end', async () => {
      for (const part of [1, 2, 3, 4]) answer(recorded(`wsman-enum_context-${String(part)}`));
      const rows = await createClient().enumerate('http://FooResource');
      expect(rows.map((row) => row.textOf('InstanceID'))).toEqual(['1', '2', '3', '4', '5']);
    });

    it('reads an enumeration without rows', async () => {
      answer(recorded('lifecycle_job-enum-not_found'));
      await expect(createClient().enumerate(`${DCIM}DCIM_LifecycleJob`)).resolves.toEqual([]);
    });

    it('sends a filter in CQL', async () => {
      const seen = answer(recorded('lifecycle_job-enum-ok'));
      const rows = await createClient().enumerate(`${DCIM}DCIM_LifecycleJob`, {
        filter: "select * from DCIM_LifecycleJob where InstanceID='<1>'",
      });
      expect(rows).toHaveLength(6);
      expect(seen.asked).toContain(
        '<wsman:Filter Dialect="http://schemas.dmtf.org/wbem/cql/1/dsp0202.pdf">select * from DCIM_LifecycleJob where InstanceID=\'&lt;1&gt;\'</wsman:Filter>',
      );
    });

    it('starts again from the first part when a connection breaks or the BMC is busy', async () => {
      answer(recorded('wsman-enum_context-1'));
      nock(BMC)
        .post('/wsman')
        .replyWithError(Object.assign(new TypeError('reset'), { code: 'ECONNRESET' }));
      answer('', 503);
      for (const part of [1, 4]) answer(recorded(`wsman-enum_context-${String(part)}`));
      const rows = await createClient().enumerate('http://FooResource');
      expect(rows.map((row) => row.textOf('InstanceID'))).toEqual(['1', '5']);
    });

    it('gives a BMC up that sends parts without end', async () => {
      nock(BMC).post('/wsman').times(101).reply(200, recorded('wsman-enum_context-1'));
      await expect(createClient().enumerate('http://FooResource')).rejects.toMatchObject({
        code: 'ERR_WSMAN_PROTOCOL',
      });
    });
  });

  describe('invoke', () => {
    it('sends selectors and parameters, escaped, and returns the output', async () => {
      const seen = answer(recorded('idrac_service-invoke-set_attributes-ok'));
      const output = await createClient().invoke(`${DCIM}DCIM_iDRACCardService`, SET);
      expect(output.textOf('ReturnValue')).toBe('0');
      expect(output.textOf('SetResult')).toBe('Set PendingValue');
      const asked = parseXml(seen.asked);
      expect(asked?.child('Header')?.textOf('Action')).toBe(`${DCIM}DCIM_iDRACCardService/SetAttributes`);
      const selectors = asked?.descendants('Selector').map((one) => [one.attributes.get('Name'), one.text]);
      expect(selectors).toEqual([
        ['Name', 'DCIM:iDRACCardService'],
        ['Odd', '<&"'],
      ]);
      expect(asked?.descendants('AttributeValue')[0]?.text).toBe('p<&>"d');
    });

    it.each([
      ['bios_service-invoke-set_attributes-error', 'SetAttributes', 'BIOS014'],
      ['lc_service-invoke-set_attributes-error', 'SetAttributes', 'LC057'],
      ['bios_service-invoke-create_targeted_config_job-error', 'CreateTargetedConfigJob', 'BIOS007'],
      ['idrac_service-reset-error', 'iDRACReset', 'RAC004'],
    ])('returns the recorded refusal %s as it is', async (file, method, messageId) => {
      answer(recorded(file));
      const output = await createClient().invoke(`${DCIM}X`, { ...SET, method });
      expect(output.textOf('ReturnValue')).toBe('2');
      expect(output.textOf('MessageID')).toBe(messageId);
    });

    it('finds the job in the recorded answer', async () => {
      answer(recorded('bios_service-invoke-create_targeted_config_job-ok'));
      const output = await createClient().invoke(`${DCIM}X`, { ...SET, method: 'CreateTargetedConfigJob' });
      const job = output.descendants('Selector').find((one) => one.attributes.get('Name') === 'InstanceID');
      expect(job?.text).toBe('JID_442507917525');
    });

    it('is not repeated when the answer is lost: the BMC may have done it', async () => {
      nock(BMC)
        .post('/wsman')
        .replyWithError(Object.assign(new TypeError('reset'), { code: 'ECONNRESET' }));
      await expect(createClient().invoke(`${DCIM}X`, SET)).rejects.toMatchObject({
        code: 'ERR_BMC_UNREACHABLE',
        wasConnected: true,
      });
    });

    it('is repeated when it changes nothing', async () => {
      answer('', 503);
      answer(recorded('lc_getremoteservicesapistatus_ready'));
      const output = await createClient().invoke(`${DCIM}DCIM_LCService`, {
        method: 'GetRemoteServicesAPIStatus',
        selectors: {},
        parameters: [],
        isRepeatable: true,
      });
      expect(output.textOf('LCStatus')).toBe('0');
    });

    it('refuses the output of another method', async () => {
      answer(recorded('idrac_service-reset-ok'));
      await expect(createClient().invoke(`${DCIM}X`, SET)).rejects.toMatchObject({
        code: 'ERR_WSMAN_PROTOCOL',
      });
    });

    it('repeats no secret that a fault echoes', async () => {
      answer(faultOf('InvalidParameter', `p&lt;&amp;&gt;"d and ${PASSWORD}`), 500);
      const error: unknown = await createClient()
        .invoke(`${DCIM}X`, SET)
        .catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'ERR_WSMAN_FAULT', faultCode: 'InvalidParameter' });
      expect(String(error)).not.toContain('p<&>"d');
      expect(String(error)).not.toContain(PASSWORD);
    });
  });

  describe('answers that are none', () => {
    const attempt = (): Promise<unknown> => createClient().invoke(`${DCIM}X`, SET);

    it('sends wrong credentials once', async () => {
      answer('', 401);
      const client = createClient();
      await expect(client.invoke(`${DCIM}X`, SET)).rejects.toThrow(BmcCredentialsError);
      await expect(client.enumerate(`${DCIM}X`)).rejects.toThrow('driver_info/drac_password');
    });

    it.each([
      ['AccessDenied', BmcPrivilegeError],
      ['TimedOut', BmcBusyError],
      ['QuotaLimit', BmcBusyError],
    ])('tells the fault %s by what it means', async (code, expected) => {
      answer(faultOf(code, 'because'), 500);
      await expect(attempt()).rejects.toThrow(expected);
    });

    it.each([
      [403, 'ERR_BMC_PRIVILEGE'],
      [404, 'ERR_WSMAN_MISSING'],
      [400, 'ERR_WSMAN_REQUEST'],
      [500, 'ERR_BMC_BUSY'],
      [503, 'ERR_BMC_BUSY'],
    ])('tells status %i', async (status, code) => {
      answer('<html>', status);
      await expect(attempt()).rejects.toMatchObject({ code });
    });

    it('follows no redirect', async () => {
      nock(BMC).post('/wsman').reply(307, '', { Location: 'https://evil.example/wsman' });
      await expect(attempt()).rejects.toMatchObject({ kind: 'protocol' });
    });

    it.each([
      ['nothing', ''],
      ['text', 'busy'],
      ['a page', '<html><body/></html>'],
      ['half an answer', recorded('idrac_service-invoke-set_attributes-ok').slice(0, 600)],
      ['an empty body', envelope('')],
    ])('refuses %s', async (_, text) => {
      answer(text);
      await expect(attempt()).rejects.toMatchObject({ code: 'ERR_WSMAN_PROTOCOL', kind: 'protocol' });
    });

    it('refuses an answer that is too long', async () => {
      answer(`<a>${'x'.repeat(4 * 1024 * 1024)}</a>`);
      await expect(attempt()).rejects.toMatchObject({ code: 'ERR_BMC_PROTOCOL' });
    });

    it('gives up at its deadline, and when it is cancelled', async () => {
      nock(BMC).post('/wsman').twice().delay(10_000).reply(200, '');
      const deadline = Deadline.after(30);
      const slow = createClient({ deadline, clock: systemClock });
      await expect(slow.invoke(`${DCIM}X`, SET)).rejects.toMatchObject({ code: 'ERR_BMC_TIMEOUT' });
      const controller = new AbortController();
      const cancelled = createClient({ signal: controller.signal }).invoke(`${DCIM}X`, SET);
      setImmediate(() => {
        controller.abort();
      });
      await expect(cancelled).rejects.toMatchObject({ kind: 'cancelled' });
      nock.abortPendingRequests();
    });
  });
});
