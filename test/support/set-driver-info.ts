import { eventually } from '@ironbridge/testkit';
import type { Ironbridge } from './ironbridge.js';

/** Sets keys of a node's driver_info, as soon as nobody is at work on the node. */
export async function setDriverInfo(ironbridge: Ironbridge, ident: string, values: object): Promise<void> {
  const patch = Object.entries(values).map(([key, value]: [string, unknown]) => ({
    op: 'add',
    path: `/driver_info/${key}`,
    value,
  }));
  await eventually(async () => {
    const { status, body } = await ironbridge.call('PATCH', `/v1/nodes/${ident}`, patch);
    if (status !== 200) throw new Error(`The API answered ${status}: ${JSON.stringify(body)}`);
  });
}
