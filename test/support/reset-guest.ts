import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

const TIMEOUT_MS = 10_000;

/** Presses the reset button of a guest, by QMP: https://www.qemu.org/docs/master/interop/qmp-spec.html */
export async function resetGuest(qmpSocket: string): Promise<void> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const socket = connect({ path: qmpSocket, signal });
  const commands = ['qmp_capabilities', 'system_reset'];
  for await (const line of createInterface({ input: socket })) {
    if (line.includes('"error"')) throw new Error(`QEMU answered ${line}`);
    // Events come in between.
    if (!/"(QMP|return)"/.test(line)) continue;
    const execute = commands.shift();
    if (execute === undefined) break;
    socket.write(JSON.stringify({ execute }));
  }
  socket.destroy();
  await once(socket, 'close', { signal });
}
