import { silentLogger } from '@ironbridge/common';
import { ConsoleWarnings } from './console-warnings.js';

function warnings(...known: string[]): { readonly logged: unknown[]; readonly warnings: ConsoleWarnings } {
  const logged: unknown[] = [];
  const warn = (facts: unknown): void => {
    logged.push(facts);
  };
  return { logged, warnings: new ConsoleWarnings(known, { ...silentLogger, warn }) };
}

describe('ConsoleWarnings', () => {
  it('tells the log what is new, once, and keeps all', () => {
    const { logged, warnings: one } = warnings('old');
    for (const warning of ['old', 'new', 'new']) one.add(warning);
    expect(one.all).toEqual(['old', 'new']);
    expect(logged).toEqual([{ warning: 'new' }]);
  });

  it('is bounded in number and length', () => {
    const { warnings: many } = warnings();
    for (let number = 1; number <= 100; number += 1) many.add(`${String(number)} ${'x'.repeat(1_000)}`);
    expect(many.all).toHaveLength(8);
    expect(many.all.every(({ length }) => length === 400)).toBe(true);
  });
});
