import type { ClientMessageParser } from '@ironbridge/rfb';
import type { SessionClosedReason } from './close-reasons.js';
import type { ConsoleEnd } from './console-end.js';
import type { ProxyLimits } from './limits.js';
import type { TrafficTotals } from './metrics.js';
import type { SessionEnd } from './session-end.js';
import type { ViewerEnd } from './viewer-end.js';

export interface RelayOptions {
  readonly viewer: ViewerEnd;
  readonly console: ConsoleEnd;
  /** Every byte of the viewer passes it; see `ClientMessageParser`. */
  readonly parser: ClientMessageParser;
  /** Counters that are kept up to date: this session's and the process's. */
  readonly traffic: readonly TrafficTotals[];
  readonly limits: Pick<ProxyLimits, 'highWaterBytes' | 'maxBufferedBytes'>;
  readonly close: (reason: SessionClosedReason, cause?: unknown) => void;
}

/**
 * The relaying state: the console's bytes go to the viewer as they are, the viewer's go through the parser. It lasts until
 * somebody calls `close`.
 */
export function relay({ viewer, console, parser, traffic, limits, close }: RelayOptions): void {
  const onOverflow = (): void => {
    close('buffer-overflow');
  };
  const toViewer = forward(console, viewer, limits, onOverflow);
  const toConsole = forward(viewer, console, limits, onOverflow);
  console.receive((chunk) => {
    for (const totals of traffic) totals.fromConsole += chunk.length;
    toViewer(chunk);
  });
  viewer.receive((chunk) => {
    for (const totals of traffic) totals.fromViewer += chunk.length;
    try {
      for (const { kind, bytes } of parser.push(chunk)) if (kind === 'forward') toConsole(bytes);
    } catch (error) {
      close('viewer-protocol', error);
    }
  });
}

/** Sends what it is given, and pauses the source while too much of it waits. */
function forward(
  from: SessionEnd,
  to: SessionEnd,
  { highWaterBytes, maxBufferedBytes }: RelayOptions['limits'],
  onOverflow: () => void,
): (bytes: Uint8Array) => void {
  let isPaused = false;
  to.onDrain(() => {
    if (!isPaused) return;
    isPaused = false;
    from.resume();
  });
  return (bytes) => {
    to.send(bytes);
    const waiting = to.bufferedBytes;
    if (waiting > maxBufferedBytes) {
      onOverflow();
    } else if (waiting > highWaterBytes && !isPaused) {
      isPaused = true;
      from.pause();
    }
  };
}
