import { AnswerGate } from './answer-gate.js';

describe('AnswerGate', () => {
  let nowMs: number;
  let gate: AnswerGate;

  beforeEach(() => {
    nowMs = 5_000;
    gate = new AnswerGate(() => nowMs);
  });

  it('stays shut before a connection, and while the past is replayed', () => {
    expect(gate.mayAnswer()).toBe(false);
    gate.begin();
    expect(gate.mayAnswer()).toBe(false);
    nowMs += 1_000;
    expect(gate.mayAnswer()).toBe(true);
  });

  it('shuts again for the replay of the next connection', () => {
    gate.begin();
    nowMs += 2_000;
    gate.begin();
    expect(gate.mayAnswer()).toBe(false);
  });

  it('lets ten answers through in a second, however many are asked for', () => {
    gate.begin();
    nowMs += 2_000;
    const ask = (): number => Array.from({ length: 1_000 }, () => gate.mayAnswer()).filter(Boolean).length;
    expect(ask()).toBe(10);
    nowMs += 999;
    expect(ask()).toBe(0);
    nowMs += 1;
    expect(ask()).toBe(10);
  });
});
