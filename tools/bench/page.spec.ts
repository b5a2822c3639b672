import { describe, expect, it } from '@jest/globals';
import prettier from 'prettier';
import { formatPage, formatTally, type Section } from './page.ts';
import type { Row } from './row.ts';

const time = (name: string, median: number, atMost?: number): Row => ({
  name,
  unit: 'ms',
  ours: { median, min: median, max: median },
  goal: atMost === undefined ? undefined : { of: 'ours', atMost },
});
const section = (...rows: Row[]): Section => ({ name: 'decode', title: 'Decoding', about: 'Bytes.', rows });

describe('formatTally', () => {
  it('counts the goals that are met', () => {
    expect(formatTally([section(time('a', 1, 2)), section(time('b', 1, 2), time('c', 1))])).toBe(
      '2 of 2 goals met',
    );
  });

  it('names what misses its goal, and by how much, and what failed', () => {
    const failed = { name: 'c', unit: 'ms', failed: 'disk full' };
    expect(formatTally([section(time('a', 1, 2), time('b', 3, 2), failed)])).toBe(
      '1 of 3 goals met; not: b (missed by 50 %), c (failed)',
    );
  });
});

describe('formatPage', () => {
  const page = formatPage([{ ...section(time('a', 1, 2)), peers: 'numpy 1.24' }, section()], {
    machine: ['Processor: fast, 2 cores', 'Memory: 8 GiB'],
    commit: '0123abc of 2025-01-31',
    date: '2025-02-01',
  });

  it('says when, what and on which machine', () => {
    for (const fact of [
      '2025-02-01',
      '0123abc of 2025-01-31',
      'fast, 2 cores',
      'numpy 1.24',
      '1 of 1 goals met',
    ]) {
      expect(page).toContain(fact);
    }
  });

  it('is formatted as Prettier wants it', async () => {
    expect(await prettier.format(page, { parser: 'markdown' })).toBe(page);
  });
});
