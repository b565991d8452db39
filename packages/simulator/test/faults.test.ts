import { eventually } from './eventually.js';
import { ATTRIBUTES, patchVnc, send } from './redfish-client.js';
import { closeAll, start } from './running-simulators.js';
import { invoke } from './wsman-client.js';

afterEach(closeAll);

const SET_TIMEOUT = [
  ['Target', 'iDRAC.Embedded.1'],
  ['AttributeValue', '900'],
  ['AttributeName', 'VNCServer.1#Timeout'],
] as const;

it('answers 401 to the request that was named and to no other, over Redfish and WS-Man', async () => {
  const idrac = await start({ faults: { unauthorizedAtRequest: 2 } });
  const statuses: number[] = [];
  for (let count = 0; count < 3; count += 1) statuses.push((await send(idrac, 'GET', ATTRIBUTES)).status);
  expect(statuses).toEqual([200, 401, 200]);
  idrac.faults.unauthorizedAtRequest = 1;
  const refused = await fetch(`${idrac.url}/wsman`, { method: 'POST', body: 'x' });
  expect(refused.status).toBe(401);
  expect(await refused.text()).toBe('');
  expect(idrac.failedLogins).toBe(0);
});

it('makes a change whose reply is lost, and loses no reply to a question', async () => {
  const idrac = await start({ wsman: { setAttributes: 'current' } });
  idrac.faults.lostReplies = 1;
  expect(await send(idrac, 'GET', ATTRIBUTES)).toMatchObject({ status: 200 });
  await expect(patchVnc(idrac, { Timeout: 600 })).rejects.toThrow('fetch failed');
  expect(idrac.attributes['VNCServer.1.Timeout']).toBe(600);
  idrac.faults.lostReplies = 1;
  await expect(invoke(idrac.url, 'SetAttributes', SET_TIMEOUT)).rejects.toThrow('fetch failed');
  expect(idrac.attributes['VNCServer.1.Timeout']).toBe(900);
});

it('cuts a body in its middle', async () => {
  const idrac = await start({ faults: { truncatedReplies: 1 } });
  await expect(send(idrac, 'GET', ATTRIBUTES)).rejects.toThrow('terminated');
  expect(await send(idrac, 'GET', ATTRIBUTES)).toMatchObject({ status: 200 });
});

it('loses the connection before a request is looked at', async () => {
  const idrac = await start({ faults: { resetRequests: 1 } });
  await expect(patchVnc(idrac, { Timeout: 600 })).rejects.toThrow('fetch failed');
  expect(idrac.attributes['VNCServer.1.Timeout']).toBe(300);
});

it('restarts: refuses connections, forgets what was pending, comes back with what was committed', async () => {
  const idrac = await start();
  await patchVnc(idrac, { Enable: 'Enabled', Port: idrac.vncPort });
  await invoke(idrac.url, 'SetAttributes', SET_TIMEOUT);
  const back = idrac.reboot(200);
  await expect(send(idrac, 'GET', ATTRIBUTES)).rejects.toThrow('fetch failed');
  await back;
  expect(await send(idrac, 'GET', ATTRIBUTES)).toMatchObject({
    status: 200,
    body: { Attributes: { 'VNCServer.1.Enable': 'Enabled', 'VNCServer.1.Timeout': 300 } },
  });
  const nothing = await invoke(idrac.url, 'DeletePendingConfiguration', [['Target', 'iDRAC.Embedded.1']]);
  expect(nothing['ReturnValue']).toBe('2');
});

it('restarts in the middle of a change, which is made', async () => {
  const idrac = await start({ faults: { rebootAtChangeMs: 50 } });
  await expect(patchVnc(idrac, { Timeout: 600 })).rejects.toThrow('fetch failed');
  let isBack = false;
  const poll = async (): Promise<void> => {
    while (!isBack)
      isBack = await send(idrac, 'GET', ATTRIBUTES).then(
        ({ status }) => status === 200,
        () => false,
      );
  };
  await Promise.all([poll(), eventually(() => isBack)]);
  expect(idrac.attributes['VNCServer.1.Timeout']).toBe(600);
});

it('closes while it restarts', async () => {
  const idrac = await start();
  const back = idrac.reboot(60_000).catch(() => 'closed');
  await idrac.close();
  expect(await back).toBe('closed');
});
