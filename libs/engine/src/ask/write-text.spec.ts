import { describe, expect, it } from '@jest/globals';
import { answerNumberCheck } from '@metrics-ai/insights';
import type { AskChoice, AskResult } from './ask-answer.ts';
import { tellResult } from './tell-result.ts';
import { factsOf, writeText } from './write-text.ts';

const AT_MS = Date.UTC(2026, 0, 31, 12);

const choice = (unit: string, reading = 'Rate of http_requests_total over 5m, summed by job'): AskChoice => ({
  promql: 'sum by (job) (rate(http_requests_total[5m]))',
  metric: 'http_requests_total',
  score: 0.9,
  reading,
  unit,
});

const instant = (...series: [Record<string, string>, number][]): AskResult => ({
  kind: 'instant',
  timeMs: AT_MS,
  series: series.map(([labels, value]) => ({ labels, value })),
  seriesTotal: series.length,
});

function range(...all: [Record<string, string>, number[]][]): AskResult {
  return {
    kind: 'range',
    range: { startMs: AT_MS, endMs: AT_MS + 240_000, stepMs: 60_000 },
    series: all.map(([labels, values]) => ({
      labels,
      timestamps: Float64Array.from(values, (_, i) => AT_MS + i * 60_000),
      values: Float64Array.from(values),
    })),
    seriesTotal: all.length,
  };
}

const textOf = (result: AskResult, unit: string, reading?: string): string =>
  writeText({ answered: choice(unit, reading), result, isSure: true, alternatives: [], see: [] });

describe('The text of an answer', () => {
  it('says one value, of which series, and when', () => {
    expect(textOf(instant([{}, 12.34]), 'requests/s')).toBe(
      'Rate of http_requests_total over 5m, summed by job: 12.3 requests/s, at Sat 31 Jan 12:00 UTC.',
    );
    expect(textOf(instant([{ job: 'api' }, 2 ** 31]), 'bytes', 'Memory')).toBe(
      'Memory: 2 GiB (job="api"), at Sat 31 Jan 12:00 UTC.',
    );
  });

  it('says some values one by one, and the ends of many', () => {
    const job = (i: number): Record<string, string> => ({ job: `j${i}` });
    expect(textOf(instant([job(1), 0.5], [job(2), 0.25]), 'ratio', 'Share')).toBe(
      'Share, at Sat 31 Jan 12:00 UTC: 50 % (job="j1"); 25 % (job="j2").',
    );
    const six = Array.from({ length: 6 }, (_, i): [Record<string, string>, number] => [job(i), 60 - i * 10]);
    expect(textOf(instant(...six), '', 'Load')).toBe(
      'Load: 6 series, at Sat 31 Jan 12:00 UTC. Highest: 60 (job="j0"); 50 (job="j1"); 40 (job="j2"). Lowest: 10 (job="j5").',
    );
    expect(textOf(instant(...six.toReversed()), '', 'Load')).toContain('Lowest: 10 (job="j5"); 20');
    const more: AskResult = { ...instant(...six.slice(0, 5)), seriesTotal: 900 };
    expect(textOf(more, '', 'Load')).toBe(
      'Load: 900 series, at Sat 31 Jan 12:00 UTC. Highest: 60 (job="j0"); 50 (job="j1"); 40 (job="j2").',
    );
  });

  it('says once what is the same everywhere', () => {
    expect(textOf(instant([{ job: 'a' }, 0], [{ job: 'b' }, 0]), '', 'up == 0')).toBe(
      'up == 0: 2 series, all at 0, at Sat 31 Jan 12:00 UTC: job="a"; job="b".',
    );
  });

  it('says when the samples are from, where the expression looks back', () => {
    const answered = { ...choice('', 'Queue'), promql: 'queue offset 1d' };
    const telling = { answered, result: instant([{}, 3]), isSure: true, alternatives: [], see: [] };
    expect(writeText(telling)).toBe('Queue: 3, at Fri 30 Jan 12:00 UTC.');
  });

  it('says that a value is none', () => {
    expect(textOf(instant([{}, NaN]), 'ratio', 'Share')).toBe(
      'Share: unknown, at Sat 31 Jan 12:00 UTC. Unknown is what Prometheus calls NaN, such as a share of nothing.',
    );
    expect(textOf(instant([{}, Infinity]), 'ratio', 'Share')).toContain('Share: +Inf, at');
  });

  it('says where a course begins and ends, and its lowest and highest', () => {
    expect(textOf(range([{}, [3, 1, NaN, 7, 5]]), 'seconds', 'Latency')).toBe(
      'Latency, from Sat 31 Jan 12:00 UTC to Sat 31 Jan 12:04 UTC: first 3 s, last 5 s; lowest 1 s (Sat 31 Jan 12:01 UTC); highest 7 s (Sat 31 Jan 12:03 UTC).',
    );
    expect(textOf(range([{ job: 'a' }, [2, 2, 2]]), '', 'Jobs')).toContain('(job="a"), from');
    expect(textOf(range([{}, [2, 2, 2]]), '', 'Jobs')).toContain(': 2 all the time.');
    expect(textOf(range([{}, [2]]), '', 'Jobs')).toContain(': 2, at Sat 31 Jan 12:00 UTC alone.');
    expect(textOf(range([{}, [NaN]]), '', 'Jobs')).toContain('without a known value (NaN)');
    const four = ['a', 'b', 'c', 'd'].map((job): [Record<string, string>, number[]] => [{ job }, [1, 2]]);
    expect(textOf(range(...four), '', 'Jobs')).toMatch(
      /4 series, of which the first 3: job="a": first 1, last 2; /,
    );
  });

  it('says when it is not sure, and when nothing fits', () => {
    const none = { isSure: false, alternatives: [], see: [] };
    expect(writeText(none)).toBe('No metric of this Prometheus fits the question.');
    expect(writeText({ ...none, alternatives: [choice('')] })).toMatch(/choose one of the alternatives/);
    const unsure = { ...none, answered: choice(''), result: instant([{}, 1]), alternatives: [choice('')] };
    expect(writeText(unsure)).toMatch(/is not certain: see the alternatives\.$/);
  });

  it('says no number that is not in the result, whatever comes back, and leaves no sentence out', () => {
    let state = 7;
    const random = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
    const units = [
      '',
      'ratio',
      'percent',
      'bytes',
      'bytes/s',
      'seconds',
      'requests/s',
      '/s',
      'timestamp',
      'celsius',
    ];
    const odd = [0, NaN, Infinity, -Infinity, 1, 1e300, -5e-7];
    const value = (): number =>
      random() < 0.1 ? odd[Math.floor(random() * odd.length)] : (random() - 0.1) * 10 ** (14 * random() - 4);
    const label = (): string =>
      ['97 %', '3h', '10.0.0.1:80', '500', 'x9', 'Mon 2 Feb', '½', 'two'][Math.floor(random() * 8)];
    for (let i = 0; i < 600; i++) {
      const count = 1 + Math.floor(random() * 7);
      const labelled = (): Record<string, string> => ({ job: label(), [`l${i % 3}`]: label() });
      const result =
        i % 2 === 0
          ? instant(
              ...Array.from({ length: count }, (): [Record<string, string>, number] => [labelled(), value()]),
            )
          : range(
              ...Array.from({ length: count }, (): [Record<string, string>, number[]] => [
                labelled(),
                Array.from({ length: 5 }, value),
              ]),
            );
      const answered = choice(units[i % units.length]);
      const check = answerNumberCheck(factsOf(answered, result));
      for (const sentence of tellResult(result, answered)) {
        expect([sentence, check(sentence)]).toEqual([sentence, undefined]);
      }
    }
  });

  it('would leave out a sentence with another number', () => {
    const result = instant([{ job: 'a' }, 12.5]);
    const check = answerNumberCheck(factsOf(choice('seconds'), result));
    expect(check('It is 12.5 s.')).toBeUndefined();
    expect(check('It is 13.5 s.')).toBe('13.5 s');
    expect(check('It is 12.5 GiB.')).toBe('12.5 GiB');
    expect(check('Since Sat 31 Jan 11:00 UTC.')).toBe('Sat 31 Jan 11:00 UTC');
  });
});
