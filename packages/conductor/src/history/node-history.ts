import type { Clock, Logger } from '@ironbridge/common';
import { appendFile } from 'node:fs/promises';
import {
  listSegments,
  newSegment,
  pruneSegments,
  readTail,
  type HistorySegment,
} from './history-segments.js';
import { HistoryText } from './history-text.js';

export interface NodeHistoryOptions {
  readonly nodeUuid: string;
  readonly folder: string;
  /** All files of the node together. */
  readonly maxBytes: number;
  readonly maxAgeMs: number;
  /** Wait after a failure before the next attempt. */
  readonly retryMs: number;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onFailure: () => void;
}

/** What has not reached the disk is kept up to this; a disk that hangs costs the history, and not the console. */
const MAX_PENDING_CHARACTERS = 256 * 1024;

/** How many segments the bound of a node is cut into: what is lost at a time when it is reached. */
const SEGMENTS = 8;

/** Writes one node's history, in the background and in order. */
export class NodeHistory {
  readonly #options: NodeHistoryOptions;
  readonly #text = new HistoryText();
  readonly #closing = new AbortController();
  #pending = '';
  #lostBytes = 0;
  #writing: Promise<void> | undefined;
  #segment: HistorySegment | undefined;
  #isFailing = false;

  public constructor(options: NodeHistoryOptions) {
    this.#options = options;
  }

  public write(bytes: Uint8Array): void {
    if (this.#pending.length > MAX_PENDING_CHARACTERS) {
      this.#lostBytes += bytes.length;
      return;
    }
    this.#add(this.#text.add(bytes, this.#options.clock.now()));
  }

  public note(what: string): void {
    this.#add(this.#text.note(what, this.#options.clock.now()));
  }

  /** Writes what is pending, if the disk takes it, and nothing more. */
  public async close(): Promise<void> {
    this.#closing.abort();
    await this.#writing;
  }

  #add(text: string): void {
    this.#pending += text;
    if (text !== '') this.#writing ??= this.#drain();
  }

  async #drain(): Promise<void> {
    while (this.#pending !== '') {
      const text = this.#take();
      try {
        await this.#append(text);
        this.#succeeded();
      } catch (error) {
        this.#failed(error, text);
        if (this.#closing.signal.aborted) break;
        await this.#options.clock.sleep(this.#options.retryMs, this.#closing.signal).catch(() => undefined);
      }
    }
    this.#writing = undefined;
  }

  #take(): string {
    const text = this.#pending;
    this.#pending = '';
    if (this.#lostBytes === 0) return text;
    const note = this.#text.note(`${this.#lostBytes} bytes are missing`, this.#options.clock.now());
    this.#lostBytes = 0;
    return text + note;
  }

  #succeeded(): void {
    if (!this.#isFailing) return;
    this.#isFailing = false;
    this.#options.log.info(
      { nodeUuid: this.#options.nodeUuid },
      'The history of the serial console is written again',
    );
  }

  #failed(error: unknown, text: string): void {
    this.#lostBytes += Buffer.byteLength(text);
    this.#segment = undefined;
    this.#options.onFailure();
    if (this.#isFailing) return;
    this.#isFailing = true;
    this.#options.log.warn(
      { nodeUuid: this.#options.nodeUuid, err: error },
      'Writing the history of the serial console failed; the console goes on without it',
    );
  }

  async #append(text: string): Promise<void> {
    const segment = await this.#current();
    await appendFile(segment.path, text, { mode: 0o600 });
    this.#segment = { ...segment, bytes: segment.bytes + Buffer.byteLength(text) };
  }

  /** The segment to go on with, or a new one where that is full or old. */
  async #current(): Promise<HistorySegment> {
    const { folder, maxBytes, maxAgeMs, clock } = this.#options;
    const now = clock.now();
    const segment = this.#segment ?? (await this.#resume());
    const isFull = segment !== undefined && segment.bytes >= maxBytes / SEGMENTS;
    const isOld = segment !== undefined && now.getTime() - segment.begunMs >= maxAgeMs / SEGMENTS;
    if (segment !== undefined && !isFull && !isOld) return segment;
    const room = maxBytes - maxBytes / SEGMENTS - MAX_PENDING_CHARACTERS;
    await pruneSegments(await listSegments(folder), { maxBytes: Math.max(0, room), maxAgeMs }, now);
    return newSegment(folder, now);
  }

  /** What an earlier life wrote last, with its last line ended. */
  async #resume(): Promise<HistorySegment | undefined> {
    const last = (await listSegments(this.#options.folder)).at(-1);
    if (last === undefined || last.bytes === 0) return last;
    const tail = await readTail(last, 1);
    if (tail.toString() === '\n') return last;
    await appendFile(last.path, '\n');
    return { ...last, bytes: last.bytes + 1 };
  }
}
