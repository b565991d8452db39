import { once } from 'node:events';
import { request as requestPlain, type IncomingMessage } from 'node:http';
import { request as requestTls } from 'node:https';
import type { AttributeValues, IdracSimulator } from '@ironbridge/simulator';

const ATTRIBUTES = '/redfish/v1/Managers/iDRAC.Embedded.1/Oem/Dell/DellAttributes/iDRAC.Embedded.1';

/** Changes attributes of a simulated iDRAC as somebody else who has its password. */
export async function setBmcAttributes(
  simulator: IdracSimulator,
  password: string,
  attributes: AttributeValues,
): Promise<void> {
  const url = new URL(ATTRIBUTES, simulator.url);
  const request = url.protocol === 'https:' ? requestTls : requestPlain;
  const patch = request(url, {
    method: 'PATCH',
    auth: `root:${password}`,
    headers: { 'Content-Type': 'application/json' },
    // Whoever stands beside the BMC knows it by sight.
    ...(url.protocol === 'https:' ? { rejectUnauthorized: false } : {}),
  });
  patch.end(JSON.stringify({ Attributes: attributes }));
  const [answer] = (await once(patch, 'response')) as [IncomingMessage];
  answer.resume();
  if (answer.statusCode !== 200) throw new Error(`The BMC answered ${String(answer.statusCode)}`);
}
