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

type Sample = [Record<string, string>, number];

const SURE = { isSure: true, alternatives: [], see: [], nowMs: AT_MS };

const instant = (...series: Sample[]): AskResult => ({
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
  writeText({ ...SURE, answered: choice(unit, reading), result });

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

  it('says which series are what was asked for, and not that value again', () => {
    const answered = { ...choice('', 'Targets that are down'), promql: 'up == 0' };
    const down = (...jobs: string[]): string =>
      writeText({ ...SURE, answered, result: instant(...jobs.map((job): Sample => [{ job }, 0])) });
    expect(down('a')).toBe('Targets that are down: job="a", at Sat 31 Jan 12:00 UTC.');
    expect(down('a', 'b')).toBe('Targets that are down: 2, at Sat 31 Jan 12:00 UTC: job="a"; job="b".');
    expect(down(...'abcdefghijkl')).toMatch(/: 12, at .*; job="j"; …\.$/);
  });

  it('finds nothing in what was divided by nothing', () => {
    const answered = { ...choice('ratio', 'Share'), promql: 'used / size > 0.8' };
    const series = instant([{ disk: 'a' }, 0.9], [{ disk: 'b' }, Infinity], [{ disk: 'c' }, NaN]);
    expect(writeText({ ...SURE, answered, result: series })).toBe(
      'Share, at Sat 31 Jan 12:00 UTC: 90 % (disk="a"). Unknown of 2 of 3 series (disk="b"; disk="c"): Prometheus gives +Inf or NaN, such as for a share of nothing.',
    );
    const none = instant([{ disk: 'a' }, Infinity], [{ disk: 'b' }, Infinity]);
    expect(writeText({ ...SURE, answered, result: none })).toBe(
      'Share: 2 series, all unknown, at Sat 31 Jan 12:00 UTC. Prometheus gives +Inf, such as for a share of nothing.',
    );
  });

  it('says which words it read as others, and which it has nothing of', () => {
    const telling = { ...SURE, answered: choice('', 'Load'), result: instant([{}, 3]) };
    const corrections = [{ asked: 'laod', read: 'load' }];
    expect(writeText({ ...telling, corrections, unanswered: ['inventory', '9 %'] })).toBe(
      'Load: 3, at Sat 31 Jan 12:00 UTC. "laod" is read as "load". Nothing of it says anything of "inventory", "9 %".',
    );
    const none = { ...SURE, alternatives: [choice('')], unanswered: ['inventory'] };
    expect(writeText(none)).toMatch(/^Nothing here says anything of "inventory"\. It is not clear/);
  });

  it('says the year of what is read in another one', () => {
    const result = instant([{ host: 'a' }, Date.UTC(2027, 2, 1, 8) / 1_000]);
    expect(textOf(result, 'timestamp', 'End')).toBe(
      'End: Mon 1 Mar 2027 08:00 UTC (host="a"), at Sat 31 Jan 12:00 UTC.',
    );
    expect(textOf(instant([{}, 1_800_000_000_000]), 'timestamp', 'Lowest')).toBe(
      'Lowest: 1.8T, at Sat 31 Jan 12:00 UTC.',
    );
    const answered = choice('', 'Load');
    const telling = { ...SURE, answered, result: instant([{}, 3]), nowMs: Date.UTC(2027, 0, 1) };
    expect(writeText(telling)).toBe('Load: 3, at Sat 31 Jan 2026 12:00 UTC.');
  });

  it('says when the samples are from, where the expression looks back', () => {
    const answered = { ...choice('', 'Queue'), promql: 'queue offset 1d' };
    const telling = { ...SURE, answered, result: instant([{}, 3]) };
    expect(writeText(telling)).toBe('Queue: 3, at Fri 30 Jan 12:00 UTC.');
  });

  it('says that a value is none', () => {
    expect(textOf(instant([{}, NaN]), 'ratio', 'Share')).toBe(
      'Share: unknown, at Sat 31 Jan 12:00 UTC. Prometheus gives NaN, such as for a share of nothing.',
    );
    expect(textOf(instant([{}, Infinity]), '', 'Limit')).toContain('Limit: +Inf, at');
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
      /4 series, of which the 3 that end highest: job="a": first 1, last 2; /,
    );
  });

  it('says when it is not sure, and when nothing fits', () => {
    const none = { ...SURE, isSure: false };
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
      for (const sentence of tellResult(result, { ...answered, nowMs: AT_MS, isQuotient: i % 4 < 2 })) {
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
