import type { SerialConnection } from '@ironbridge/base';
import { LineRing, SerialEscapeFilter } from '@ironbridge/serial';
import type { LineMember } from './line-member.js';
import type { SerialLine } from './serial-line.js';

/** What a late joiner is shown. */
const REPLAY_BYTES = 64 * 1024;

/** Takes a copy of all output, such as a history. */
export interface LineRecorder {
  write(bytes: Uint8Array): void;
  /** A line of our own between those of the machine. */
  note(text: string): void;
  close(): Promise<void>;
}

/** One node's serial line and all who see it. The line may go and come; the members stay. */
export class SharedLine {
  readonly #members = new Set<LineMember>();
  readonly #ring = new LineRing(REPLAY_BYTES);
  readonly #recorder: LineRecorder | undefined;
  #line: SerialLine | undefined;
  #connection: SerialConnection | undefined;
  #filter = new SerialEscapeFilter(undefined);
  #reason = 'the line is being opened';

  public constructor(recorder?: LineRecorder) {
    this.#recorder = recorder;
  }

  /** The connection of the line while it is up. */
  public get connection(): SerialConnection | undefined {
    return this.#line === undefined ? undefined : this.#connection;
  }

  public get size(): number {
    return this.#members.size;
  }

  /** Output of a line that is being opened or is up. */
  public hear(bytes: Uint8Array): void {
    this.#ring.push(bytes);
    this.#recorder?.write(bytes);
    for (const member of [...this.#members]) member.send(bytes);
  }

  public up(line: SerialLine, connection: SerialConnection): void {
    this.#line = line;
    this.#connection = connection;
    this.#filter = new SerialEscapeFilter(connection.escape);
    this.#recorder?.note('the line is up');
    this.#tellAll();
    this.drained();
  }

  public down(reason: string): void {
    this.#line = undefined;
    this.#reason = reason;
    this.#recorder?.note(`the line is down: ${reason}`);
    this.#tellAll();
    this.drained();
  }

  public drained(): void {
    for (const member of this.#members) member.resume();
  }

  /** Shows the newcomer how things stand and what was said last. */
  public join(member: LineMember): void {
    this.#members.add(member);
    this.#tellAll();
    const replay = this.#ring.replay();
    if (replay.length > 0) member.send(replay);
  }

  public leave(member: LineMember): void {
    if (!this.#members.delete(member)) return;
    this.#tellAll();
  }

  /** What a member typed; only the writer's reaches the line, and none of it as a command to the program that holds it. */
  public type(member: LineMember, bytes: Uint8Array): void {
    if (member !== this.writer) return;
    this.#send(member, this.#filter.filter(bytes));
  }

  /** Sends a break where the program knows how. */
  public break(member: LineMember): void {
    const sequence = this.#connection?.escape?.breakSequence;
    if (member !== this.writer || sequence === undefined) return;
    this.#send(member, this.#filter.command(sequence));
  }

  /** Ends the line: in good order where that needs no byte that the machine would get. */
  public async hangUp(): Promise<void> {
    const line = this.#line;
    if (line === undefined) return;
    const sequence = this.#filter.takesCommand ? this.#connection?.escape?.leaveSequence : undefined;
    this.#line = undefined;
    await line.leave(sequence === undefined ? undefined : this.#filter.command(sequence));
  }

  public async close(): Promise<void> {
    for (const member of [...this.#members]) member.close();
    this.#members.clear();
    const hadLine = this.#line !== undefined;
    await this.hangUp();
    if (hadLine) this.#recorder?.note('the line is closed');
    await this.#recorder?.close();
  }

  /** The first who came to type and is still here. */
  public get writer(): LineMember | undefined {
    for (const member of this.#members) if (member.mode === 'read-write') return member;
    return undefined;
  }

  #send(member: LineMember, bytes: Uint8Array): void {
    this.#line?.write(bytes);
    if (this.#line?.takesInput === false) member.pause();
  }

  #tellAll(): void {
    const { writer } = this;
    const isUp = this.#line !== undefined;
    for (const member of this.#members) {
      member.tell({
        line: isUp ? 'up' : 'down',
        reason: isUp ? null : this.#reason,
        writable: member === writer,
        writer: writer?.user ?? null,
        readers: this.#members.size,
      });
    }
  }
}
