/** What the line said before this viewer came is replayed at once; questions in it were asked of somebody else. */
const REPLAY_MS = 1_000;
const MAX_PER_SECOND = 10;

/**
 * Decides whether the terminal may answer a question of the line (where is the cursor, what are you). An answer counts as typed: one
 * to a replayed question would stand at the prompt as garbage, and a storm of them would be a storm of keys.
 */
export class AnswerGate {
  readonly #nowMs: () => number;
  #opensAtMs = Number.POSITIVE_INFINITY;
  #recent: number[] = [];

  public constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  /** A connection begins, and with it a replay. */
  public begin(): void {
    this.#opensAtMs = this.#nowMs() + REPLAY_MS;
  }

  public mayAnswer(): boolean {
    const nowMs = this.#nowMs();
    this.#recent = this.#recent.filter((answeredAtMs) => nowMs - answeredAtMs < 1_000);
    if (nowMs < this.#opensAtMs || this.#recent.length >= MAX_PER_SECOND) return false;
    this.#recent.push(nowMs);
    return true;
  }
}
