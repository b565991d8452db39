import { RfbProtocolError } from '@ironbridge/rfb';
import type { SessionClosedReason } from './close-reasons.js';
import type { ConnectedConsole } from './console-protocol.js';
import { failureReasonOf } from './failure-reasons.js';
import type { ProxyLimits } from './limits.js';
import type { TrafficTotals } from './metrics.js';
import type { SessionEnd } from './session-end.js';
import type { ViewerEnd } from './viewer-end.js';

export interface RelayOptions extends ConnectedConsole {
  readonly viewer: ViewerEnd;
  /** Counters that are kept up to date: this session's and the process's. */
  readonly traffic: readonly TrafficTotals[];
  readonly limits: Pick<ProxyLimits, 'highWaterBytes' | 'maxBufferedBytes'>;
  readonly close: (reason: SessionClosedReason, cause?: unknown) => void;
}

/**
 * The relaying state: each side's bytes go to the other as the protocol says. It lasts until somebody calls `close`.
 */
export function relay(options: RelayOptions): void {
  const { viewer, console, fromViewer, fromConsole, traffic, limits, close } = options;
  const onOverflow = (): void => {
    close('buffer-overflow');
  };
  const toViewer = forward(console, viewer, limits, onOverflow);
  const toConsole = forward(viewer, console, limits, onOverflow);
  console.receive((chunk) => {
    for (const totals of traffic) totals.fromConsole += chunk.length;
    try {
      for (const bytes of fromConsole(chunk)) {
        toViewer(bytes, () => {
          console.recycle(bytes);
        });
      }
    } catch (error) {
      close(failureReasonOf(error, 'relaying'), error);
    }
  });
  viewer.receive((chunk) => {
    for (const totals of traffic) totals.fromViewer += chunk.length;
    try {
      for (const bytes of fromViewer(chunk)) toConsole(bytes);
    } catch (error) {
      close(violationOf(error), error);
    }
  });
}

/** What the person can do something about has a reason of its own. */
function violationOf(error: unknown): SessionClosedReason {
  const code = error instanceof RfbProtocolError ? error.code : undefined;
  if (code === 'ERR_RFB_PIXEL_FORMAT') return 'screen-format';
  return code === 'ERR_RFB_LIMIT' ? 'message-too-long' : 'viewer-protocol';
}

/** Sends what it is given, and pauses the source while too much of it waits. */
function forward(
  from: SessionEnd,
  to: SessionEnd,
  { highWaterBytes, maxBufferedBytes }: RelayOptions['limits'],
  onOverflow: () => void,
): SessionEnd['send'] {
  let isPaused = false;
  to.onDrain(() => {
    if (!isPaused) return;
    isPaused = false;
    from.resume();
  });
  return (bytes, whenSent) => {
    to.send(bytes, whenSent);
    const waiting = to.bufferedBytes;
    if (waiting > maxBufferedBytes) {
      onOverflow();
    } else if (waiting > highWaterBytes && !isPaused) {
      isPaused = true;
      from.pause();
    }
  };
}
