import { systemClock, type Clock, type Logger } from '@ironbridge/common';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { listSegments, pruneSegments, readTail } from './history-segments.js';
import { NodeHistory } from './node-history.js';

export interface ConsoleHistoriesOptions {
  /** `[serial_console] history_directory`: a folder for each node is made in it. */
  readonly directory: string;
  /** `[serial_console] history_max_bytes`: the files of one node together. */
  readonly maxBytes: number;
  /** `[serial_console] history_max_age`, milliseconds. */
  readonly maxAgeMs: number;
  /** Wait after a failed write before the next attempt, milliseconds; 30 000 unless given. */
  readonly retryMs?: number;
  readonly clock?: Clock;
  readonly log: Logger;
}

/** Which part of a history. */
export interface HistoryQuery {
  /** At most so much, the newest. */
  readonly limitBytes: number;
  /** Lines that began at this time or later. */
  readonly since?: Date;
}

const UUID = /^[0-9a-f-]{36}$/;

/** What serial consoles said, whether or not somebody watched: files for each node, bounded in size and age. */
export class ConsoleHistories {
  readonly #options: ConsoleHistoriesOptions;
  readonly #clock: Clock;

  public constructor(options: ConsoleHistoriesOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /** A writer of the node's history; there is to be one at a time. */
  public record(nodeUuid: string, onFailure: () => void): NodeHistory {
    const { maxBytes, maxAgeMs, retryMs = 30_000, log } = this.#options;
    const folder = this.#folderOf(nodeUuid);
    return new NodeHistory({
      nodeUuid,
      folder,
      maxBytes,
      maxAgeMs,
      retryMs,
      clock: this.#clock,
      log,
      onFailure,
    });
  }

  /** The newest lines of a node's history, whole ones; empty where there is none. */
  public async read(nodeUuid: string, { limitBytes, since }: HistoryQuery): Promise<string> {
    const parts: Buffer[] = [];
    let room = limitBytes;
    let isCut = false;
    for (const segment of (await listSegments(this.#folderOf(nodeUuid))).toReversed()) {
      if (room === 0 || (since !== undefined && segment.writtenMs < since.getTime())) break;
      const tail = await readTail(segment, room);
      isCut = tail.length < segment.bytes;
      parts.unshift(tail);
      room -= tail.length;
    }
    const bytes = Buffer.concat(parts);
    const text = bytes.subarray(isCut ? bytes.indexOf('\n') + 1 : 0).toString();
    if (since === undefined) return text;
    const from = since.toISOString();
    const lines = text.split(/(?<=\n)/);
    const first = lines.findIndex((line) => line.slice(0, from.length) >= from);
    return first < 0 ? '' : lines.slice(first).join('');
  }

  /** Forgets a node. */
  public async remove(nodeUuid: string): Promise<void> {
    await rm(this.#folderOf(nodeUuid), { recursive: true, force: true });
  }

  /** Removes what is too old, also of consoles that say nothing any more. */
  public async prune(): Promise<void> {
    const { directory, maxBytes, maxAgeMs } = this.#options;
    const names = await readdir(directory).catch(() => []);
    for (const name of names.filter((each) => UUID.test(each))) {
      await pruneSegments(
        await listSegments(join(directory, name)),
        { maxBytes, maxAgeMs },
        this.#clock.now(),
      );
    }
  }

  #folderOf(nodeUuid: string): string {
    return join(this.#options.directory, nodeUuid);
  }
}
