import { describe, expect, test } from '@jest/globals';
import { inventedNumberCheck } from './invented-number-check.ts';
import type { Insight } from './insight.ts';
import { modelData } from './model-data.ts';
import { narrate } from './narrate.ts';
import { analyse, dailyCycle, nowAfter, ongoingAnomaly, randomAnalysis } from './testing/sample-analyses.ts';
import { seededRandom } from './testing/seeded-random.ts';

const RANDOM_ANALYSES = Array.from({ length: 60 }, (_, i) => randomAnalysis(i + 1));

describe('inventedNumberCheck', () => {
  const analysis = ongoingAnomaly();
  const check = inventedNumberCheck(analysis, nowAfter(analysis));

  test.each([
    'CPU usage rose to 93.4 %, far above the expected 35.1 %.',
    'It rose to 93 % (expected 35 percent), that is 0.934.',
    'It is usually between 22.2 and 47.8 % (p05…p95), or 22.2–47.8 %.',
    'Since Sun 22 Nov 23:30 UTC, for 30 min so far.',
    'Since Sunday 22 November 2026 at 11:30 pm UTC, 26 minutes ago.',
    'It began at 2026-11-22T23:30:00Z and peaked at 23:40.',
    'All three detectors agree; the only anomaly in 7 days, one of a kind.',
    '3 of 3 detectors agree with a confidence of 68.5 %.',
    'Compare it with the 24 h before (offset 1d).',
    'Look at 10.0.0.5:9100 and cpu_usage_ratio{instance="10.0.0.5:9100",job="payment"}.',
    'The daily peak is around 15:00 UTC.',
    'It is higher than 99 % of its history.',
    'Samples come every 5 min; 0 % are missing.',
    'Nothing to say in numbers.',
  ])('accepts: %s', (text) => {
    expect(check(text)).toBeUndefined();
  });

  test.each([
    ['It rose to 94.3 %.', '94.3 %'],
    ['It rose to 90 %.', '90 %'],
    ['It rose to 9.34 %.', '9.34 %'],
    ['It rose to 93.4 GiB.', '93.4 GiB'],
    ['It rose to 93.4 ms.', '93.4 ms'],
    ['It rose by 58.3 percentage points.', '58.3 percent'],
    ['It rose to 93.4 % a day.', '93.4 % a day'],
    ['It is 2.66 times the usual.', '2.66 times'],
    ['It is more than twice the usual.', 'twice'],
    ['It has doubled.', 'doubled'],
    ['Half of the samples are missing.', 'Half'],
    ['Since Sun 22 Nov 23:35 UTC.', undefined],
    ['Since Mon 22 Nov 23:30 UTC.', 'Mon 22 Nov 23:30 UTC'],
    ['Since Sun 22 Nov 23:30 CET.', 'Sun 22 Nov 23:30 CET'],
    ['Since Sun 22 Nov 2025.', 'Sun 22 Nov 2025'],
    ['Since 13:30.', '13:30'],
    ['It has gone on since Tuesday 3 November.', 'Tuesday 3 November'],
    ['It has lasted 4 hours.', '4 hours'],
    ['2 of 3 detectors agree.', '2'],
    ['3 of 5 detectors agree.', '5 detectors'],
    ['There were 3 anomalies.', '3 anomalies'],
    ['Look at 10.0.0.6:9100.', '10.0.0.6:9100'],
    ['Look at node7.', 'node7'],
    ['It is at 12,345.', '12,345'],
    ['It is at ９８.７ %.', '98.7 %'],
    ['Restart 5 pods.', '5'],
    ['It will be full in two weeks.', '2 weeks'],
  ])('names the invention in: %s', (text, invented) => {
    // 23:35 is the time of no anomaly's start, end or peak.
    expect(check(text)).toBe(invented ?? 'Sun 22 Nov 23:35 UTC');
  });

  test('takes raw and rounded values, but does not round further than 5 %, whatever the digits shown', () => {
    const bytes = analyse(
      Array.from({ length: 300 }, () => 1.46 * 1_024 ** 3),
      { unit: 'bytes' },
    );
    const checkBytes = inventedNumberCheck(bytes, nowAfter(bytes));
    expect(checkBytes('It is at 1.46 GiB, about 1.5 GiB, or 1567663063.')).toBeUndefined();
    expect(checkBytes('It is at 1 GiB.')).toBe('1 GiB');
    expect(checkBytes('It is at 1.4 GiB.')).toBe('1.4 GiB');
    expect(checkBytes('It is at 1.46 GB.')).toBe('1.46 GB');
  });

  test('takes a numeric label value for what it is, and for no quantity', () => {
    const labels = { __name__: 'errors', code: '517', zone: '97%', note: 'all fine, 97 % idle' };
    const labelled = analyse(dailyCycle(2), { labels, promql: 'errors', help: 'At most 97 % busy.' });
    const checkLabelled = inventedNumberCheck(labelled, nowAfter(labelled));
    expect(checkLabelled('Answers with code 517.')).toBeUndefined();
    expect(checkLabelled('Answers with code 518.')).toBe('518');
    expect(checkLabelled('It is at 517 %.')).toBe('517 %');
    expect(checkLabelled('In zone 97%.')).toBe('97%');
    expect(checkLabelled('all fine, 97 % idle')).toBe('97 %');
    expect(checkLabelled('At most 97 % busy.')).toBe('97 %');
  });

  test('knows what the model is told and what a description says', () => {
    for (const [seed, random] of RANDOM_ANALYSES.entries()) {
      const { __name__: name = 'x', ...others } = random.labels;
      // A name or label that is a quantity itself (3h, 99 %) is no number of the series.
      const plain = { ...random, labels: { ...others, __name__: name === '99 %' ? 'x' : name, zone: 'a' } };
      const description = random.description.replace('99 % ', 'x ').replace('zone 3h', 'zone a');
      const nowMs = nowAfter(random);
      const checkPlain = inventedNumberCheck(plain, nowMs);
      expect([seed, checkPlain(description)]).toEqual([seed, undefined]);
      const { now, window, usual, level, anomalies } = modelData(plain, nowMs);
      for (const text of textsIn([now, window, usual, level, anomalies])) {
        if (text === name) continue;
        expect([seed, text, checkPlain(text)]).toEqual([seed, text, undefined]);
      }
    }
  });

  test('always passes the narrator’s own words', () => {
    for (const [seed, random] of RANDOM_ANALYSES.entries()) {
      const nowMs = nowAfter(random) + (seed % 5) * 7_654_321;
      const checkRandom = inventedNumberCheck(random, nowMs);
      for (const text of wordsIn(narrate(random, nowMs))) {
        expect([seed, text, checkRandom(text)]).toEqual([seed, text, undefined]);
      }
    }
  });

  test('refuses at least 95 % of the texts in which one digit is another', () => {
    let mutations = 0;
    let refused = 0;
    for (const [seed, subject] of RANDOM_ANALYSES.entries()) {
      const random = seededRandom(seed);
      const nowMs = nowAfter(subject);
      const checkSubject = inventedNumberCheck(subject, nowMs);
      for (const text of wordsIn(narrate(subject, nowMs))) {
        for (const { 0: digit, index } of text.matchAll(/\d/g)) {
          const other = (Number(digit) + 1 + Math.floor(random() * 9)) % 10;
          mutations += 1;
          if (checkSubject(text.slice(0, index) + other + text.slice(index + 1)) !== undefined) refused += 1;
        }
      }
    }
    expect(mutations).toBeGreaterThan(2_500);
    // What is left is a number of the analysis after all: its neighbour's minute, another sample's value.
    expect(refused / mutations).toBeGreaterThanOrEqual(0.95);
  });

  test('refuses at least 97 % of changed digits in a usual analysis of five-minute steps', () => {
    const text = `${wordsIn(narrate(analysis, nowAfter(analysis))).join(' ')} ${analysis.description}`;
    expect(check(text)).toBeUndefined();
    const changed = [...text.matchAll(/\d/g)].flatMap(({ 0: digit, index }) =>
      [...'0123456789']
        .filter((other) => other !== digit)
        .map((other) => text.slice(0, index) + other + text.slice(index + 1)),
    );
    const refused = changed.filter((other) => check(other) !== undefined);
    expect(refused.length / changed.length).toBeGreaterThanOrEqual(0.97);
  });
});

function wordsIn({ summary, since, unusual, next }: Insight): string[] {
  return [summary, ...(since === undefined ? [] : [since]), unusual, ...next];
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
