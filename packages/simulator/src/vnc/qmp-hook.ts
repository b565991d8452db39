import { connect, type Socket } from 'node:net';

import { Deadline, isIronbridgeError, type JsonObject, type Secret } from '@ironbridge/common';

import { QmpError } from '../errors.js';
import { isRecord } from '../is-record.js';
import type { VncHook } from './vnc-hook.js';

const QMP_TIMEOUT_MS = 5000;
const MAX_MESSAGE_CHARACTERS = 64 * 1024;

/**
 * A hook that sets the VNC password of a running QEMU, which must have been started with `-vnc …,password=on`.
 *
 * @see QEMU's QMP specification and reference (`qmp_capabilities`, `set_password`)
 */
export function createQmpHook(socketPath: string): VncHook {
  return async ({ password }, signal) => {
    if (password === undefined) return;
    const deadline = Deadline.after(QMP_TIMEOUT_MS);
    await deadline.run('QMP', (deadlineSignal) => setPassword(socketPath, password, deadlineSignal), signal);
  };
}

async function setPassword(socketPath: string, password: Secret, signal: AbortSignal): Promise<void> {
  const socket = connect({ path: socketPath });
  const stop = (): void => {
    socket.destroy();
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    const messages = readMessages(socket);
    await findMessage(messages, 'QMP');
    await execute(socket, messages, 'qmp_capabilities');
    await execute(socket, messages, 'set_password', { protocol: 'vnc', password: password.reveal() });
  } catch (error) {
    if (isIronbridgeError(error)) throw error;
    throw new QmpError(`QEMU cannot be reached at ${socketPath}; check that it runs with -qmp there`, {
      cause: error,
    });
  } finally {
    signal.removeEventListener('abort', stop);
    socket.destroy();
  }
}

type Messages = AsyncGenerator<Record<string, unknown>, void, undefined>;

async function execute(
  socket: Socket,
  messages: Messages,
  command: string,
  args?: JsonObject,
): Promise<void> {
  socket.write(`${JSON.stringify({ execute: command, ...(args !== undefined && { arguments: args }) })}\n`);
  const answer = await findMessage(messages, 'return', 'error');
  if ('return' in answer) return;
  const reason = isRecord(answer['error']) ? String(answer['error']['class']) : 'unknown';
  throw new QmpError(`QEMU refused ${command} (${reason}); check that it runs with -vnc …,password=on`);
}

/** The next message that has one of these keys; events come in between. */
async function findMessage(messages: Messages, ...keys: readonly string[]): Promise<Record<string, unknown>> {
  for (;;) {
    const { value, done } = await messages.next();
    if (done === true) throw new QmpError('QEMU closed its QMP socket before it answered');
    if (keys.some((key) => key in value)) return value;
  }
}

async function* readMessages(socket: Socket): Messages {
  socket.setEncoding('utf8');
  let pending = '';
  for await (const chunk of socket as AsyncIterable<string>) {
    const lines = (pending + chunk).split('\n');
    pending = lines.pop() ?? '';
    if (pending.length > MAX_MESSAGE_CHARACTERS)
      throw new QmpError('QEMU sent a QMP message that is too long');
    for (const line of lines) yield parseMessage(line);
  }
}

function parseMessage(line: string): Record<string, unknown> {
  try {
    const message: unknown = JSON.parse(line);
    if (isRecord(message)) return message;
  } catch {
    // Told below; the parser's own words would quote what came.
  }
  throw new QmpError('What listens on the QMP socket does not speak QMP');
}
