import type { IdracSimulator } from '@ironbridge/simulator';

import { NAMESPACES } from '../src/wsman/wsman-namespaces.js';
import { patchVnc } from './redfish-client.js';
import { closeAll, start } from './running-simulators.js';
import { bodyOf, callWsman, invoke, readBatch } from './wsman-client.js';

afterEach(closeAll);

const TARGET = ['Target', 'iDRAC.Embedded.1'] as const;

function setting(name: string, value: string): readonly (readonly [string, string])[] {
  return [TARGET, ['AttributeValue', value], ['AttributeName', name]];
}

async function readAttribute(
  { url }: IdracSimulator,
  className: string,
  name: string,
): Promise<Readonly<Record<string, string>> | undefined> {
  const filter = `select * from ${className} where InstanceID='iDRAC.Embedded.1#VNCServer.1#${name}'`;
  const { rows } = await readBatch(url, className, { filter });
  return rows[0];
}

async function untilJobEnds({ url }: IdracSimulator, id: string | undefined): Promise<string | undefined> {
  const filter = `select * from DCIM_LifecycleJob where InstanceID="${id ?? ''}"`;
  for (;;) {
    const { rows } = await readBatch(url, 'DCIM_LifecycleJob', { filter });
    const status = rows[0]?.['JobStatus'];
    if (status !== 'Running') return status;
  }
}

it('cuts hundreds of rows into a first batch and pulls', async () => {
  const { url, requests } = await start({ generation: 8 });
  const names: (string | undefined)[] = [];
  let context: string | undefined;
  do {
    const batch = await readBatch(url, 'DCIM_iDRACCardEnumeration', {
      maxElements: 60,
      ...(context !== undefined && { context }),
    });
    names.push(...batch.rows.map((row) => row['InstanceID']));
    ({ context } = batch);
  } while (context !== '');
  expect(names.length).toBeGreaterThan(100);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toContain('iDRAC.Embedded.1#VNCServer.1#Enable');
  expect(requests).toHaveLength(Math.ceil(names.length / 60));
});

it('shows a VNC attribute in the shape of recordings, the password masked', async () => {
  const idrac = await start({ generation: 8 });
  expect(await readAttribute(idrac, 'DCIM_iDRACCardInteger', 'Port')).toMatchObject({
    AttributeName: 'Port',
    CurrentValue: String(idrac.vncPort),
    DefaultValue: '5901',
    GroupID: 'VNCServer.1',
    IsReadOnly: 'false',
    LowerBound: '1024',
    PendingValue: '',
    UpperBound: '65535',
  });
  const password = await readAttribute(idrac, 'DCIM_iDRACCardString', 'Password');
  expect(password).toMatchObject({ CurrentValue: '******', DefaultValue: 'NULL', MaxLength: '8' });
});

it('keeps what SetAttributes set pending until a job commits it, for Redfish too', async () => {
  const idrac = await start({ wsman: { jobMs: 20 } });
  expect(await invoke(idrac.url, 'SetAttributes', setting('VNCServer.1#Timeout', '900'))).toMatchObject({
    MessageID: 'RAC001',
    ReturnValue: '0',
    SetResult: 'Set PendingValue',
  });
  expect(idrac.attributes['VNCServer.1.Timeout']).toBe(300);
  expect(await readAttribute(idrac, 'DCIM_iDRACCardInteger', 'Timeout')).toMatchObject({
    CurrentValue: '300',
    PendingValue: '900',
  });
  const { ReturnValue, Job } = await invoke(idrac.url, 'CreateTargetedConfigJob', [
    TARGET,
    ['ScheduledStartTime', 'TIME_NOW'],
  ]);
  expect(ReturnValue).toBe('4096');
  expect(Job).toMatch(/^JID_\d{12}$/);
  expect(await untilJobEnds(idrac, Job)).toBe('Completed');
  expect(idrac.attributes['VNCServer.1.Timeout']).toBe(900);
});

it('sees over WS-Man what Redfish wrote', async () => {
  const idrac = await start();
  await patchVnc(idrac, { Timeout: 1200 });
  expect(await readAttribute(idrac, 'DCIM_iDRACCardInteger', 'Timeout')).toMatchObject({
    CurrentValue: '1200',
  });
});

it('applies at once where it is told to', async () => {
  const idrac = await start({ wsman: { setAttributes: 'current' } });
  const output = await invoke(idrac.url, 'SetAttribute', setting('VNCServer.1#Timeout', '900'));
  expect(output['SetResult']).toBe('Set CurrentValue');
  expect(idrac.attributes['VNCServer.1.Timeout']).toBe(900);
});

it('allows one job at a time, and forgets pending values where it is told to', async () => {
  const idrac = await start({ wsman: { jobMs: 60_000 } });
  const job = [TARGET, ['ScheduledStartTime', 'TIME_NOW']] as const;
  expect(await invoke(idrac.url, 'CreateTargetedConfigJob', job)).toMatchObject({ ReturnValue: '2' });
  await invoke(idrac.url, 'SetAttributes', setting('VNCServer.1#Timeout', '900'));
  expect(await invoke(idrac.url, 'DeletePendingConfiguration', [TARGET])).toMatchObject({ ReturnValue: '0' });
  expect(await invoke(idrac.url, 'CreateTargetedConfigJob', job)).toMatchObject({ ReturnValue: '2' });
  const applied = await invoke(idrac.url, 'ApplyAttributes', setting('VNCServer.1.Timeout', '900'));
  expect(applied['ReturnValue']).toBe('4096');
  const second = await invoke(idrac.url, 'ApplyAttributes', setting('VNCServer.1#Timeout', '600'));
  expect(second).toMatchObject({ ReturnValue: '2' });
  expect(second['Message']).toContain('Configuration job already created');
});

it('refuses a call whole where one value does not fit', async () => {
  const idrac = await start({ wsman: { setAttributes: 'current' } });
  const output = await invoke(idrac.url, 'SetAttributes', [
    TARGET,
    ['AttributeValue', '900'],
    ['AttributeValue', 'enabled'],
    ['AttributeName', 'VNCServer.1#Timeout'],
    ['AttributeName', 'VNCServer.1#Enable'],
  ]);
  expect(output).toMatchObject({ MessageID: 'RAC004', MessageArguments: 'AttributeValue', ReturnValue: '2' });
  expect(output['SetResult']).toBeUndefined();
  expect(idrac.attributes['VNCServer.1.Timeout']).toBe(300);
});

it.each([
  ['Info.1#Version', '1', 'RAC006'],
  ['VNCServer.1#Timeout', '59', 'RAC007'],
  ['VNCServer.1#Password', 'of nine ch', 'RAC009'],
  ['VNCServer.1#Nothing', '1', 'RAC004'],
])('refuses to set %s to %s with the id that Dell documents for it', async (name, value, MessageID) => {
  const { url } = await start({ generation: 8 });
  expect(await invoke(url, 'SetAttributes', setting(name, value))).toMatchObject({
    MessageID,
    ReturnValue: '2',
  });
});

it.each([
  [{ generation: 8 }, '13G Monolithic', '2.40.40.40'],
  [{ generation: 9, firmwareVersion: '5.10.00.00' }, '15G Monolithic', '5.10.00.00'],
] as const)('says what it is: %j', async (options, model, firmwareVersion) => {
  const { url } = await start(options);
  const read = async (name: string): Promise<readonly (string | undefined)[]> => {
    const filter = `select * from ${name} where GroupID='Info.1'`;
    return (await readBatch(url, name, { filter })).rows.map((row) => row['CurrentValue']);
  };
  expect(await read('DCIM_iDRACCardEnumeration')).toEqual([model]);
  expect(await read('DCIM_iDRACCardString')).toContain(firmwareVersion);
});

it('ends a job with errors where the password policy refused the password', async () => {
  const idrac = await start({ wsman: { jobMs: 10 }, faults: { passwordPolicy: true } });
  const { Job } = await invoke(idrac.url, 'ApplyAttributes', setting('VNCServer.1#Password', 'secret'));
  expect(await untilJobEnds(idrac, Job)).toBe('Completed with Errors');
});

it('says whether the Lifecycle Controller is ready', async () => {
  const idrac = await start();
  const ask = (): Promise<Readonly<Record<string, string>>> =>
    invoke(idrac.url, 'GetRemoteServicesAPIStatus', [], 'DCIM_LCService');
  expect(await ask()).toMatchObject({ LCStatus: '0', MessageID: 'LC061', Status: '0' });
  idrac.faults.lifecycleControllerNotReady = true;
  expect(await ask()).toMatchObject({ LCStatus: '5', MessageID: 'LC060', Status: '1' });
});

it.each([
  ['an unknown class', 'DCIM_Nothing', `<wsen:Enumerate xmlns:wsen="${NAMESPACES.enumeration}"/>`],
  [
    'a filter it does not know',
    'DCIM_LifecycleJob',
    `<wsen:Enumerate xmlns:wsen="${NAMESPACES.enumeration}"><wsman:Filter Dialect="http://schemas.microsoft.com/wbem/wsman/1/WQL">delete everything</wsman:Filter></wsen:Enumerate>`,
  ],
  ['an entity of its own', 'DCIM_LifecycleJob', '<!DOCTYPE x [<!ENTITY e "x">]>'],
  ['broken XML', 'DCIM_LifecycleJob', '<wsen:Enumerate'],
])('answers %s with a SOAP fault', async (_, className, body) => {
  const { url } = await start();
  const { status, text } = await callWsman(url, {
    action: `${NAMESPACES.enumeration}/Enumerate`,
    className,
    body,
  });
  expect(status).toBe(400);
  expect(bodyOf(text)).toMatchObject({ namespace: NAMESPACES.soap, name: 'Fault' });
});

it('answers wrong credentials 401 without SOAP, and counts them', async () => {
  const idrac = await start();
  const call = { action: 'x', className: 'DCIM_LCService', body: '' };
  expect(await callWsman(idrac.url, { ...call, authorization: 'Basic cm9vdDp3cm9uZw==' })).toEqual({
    status: 401,
    text: '',
  });
  expect(await callWsman(idrac.url, { ...call, authorization: undefined })).toEqual({
    status: 401,
    text: '',
  });
  expect(idrac.failedLogins).toBe(1);
});

it('speaks no WS-Man as an iDRAC10, and no attributes over Redfish as an iDRAC8', async () => {
  const idrac10 = await start({ model: '17G Monolithic' });
  const { status } = await callWsman(idrac10.url, { action: 'x', className: 'DCIM_LCService', body: '' });
  expect(status).toBe(404);
  const idrac8 = await start({ generation: 8 });
  expect(await patchVnc(idrac8, { Timeout: 900 })).toMatchObject({ status: 404 });
});
