import { describe, expect, test } from '@jest/globals';
import { findNumberClaims, isOnlyNumbers } from './number-claims.ts';

function quantitiesOf(text: string): [number, string][] {
  return findNumberClaims(text).flatMap((claim): [number, string][] =>
    claim.kind === 'quantity' ? [[claim.value, claim.unit]] : [],
  );
}

function wordsOf(text: string): string[] {
  return findNumberClaims(text).flatMap((claim) => (claim.kind === 'word' ? [claim.text] : []));
}

describe('findNumberClaims', () => {
  test.each<[string, number, string]>([
    ['71.2 %', 71.2, 'percent'],
    ['71.2%', 71.2, 'percent'],
    ['12 per cent', 12, 'percent'],
    ['2 percentage points a day', 2 / 86_400, 'percent/s'],
    ['1.5 GiB', 1.5 * 1_024 ** 3, 'bytes'],
    ['1.5 MB/s', 1.5e6, 'bytes/s'],
    ['12.3k', 12_300, ''],
    ['4.5M', 4.5e6, ''],
    ['3 million', 3e6, ''],
    ['12.3k requests/s', 12_300, '/s'],
    ['12.3 slow requests per second', 12.3, '/s'],
    ['1,234,567', 1_234_567, ''],
    ['1.2e300', 1.2e300, ''],
    ['-5 °C', -5, 'celsius'],
    ['−5 °C', -5, 'celsius'],
    ['15 s', 15, 'seconds'],
    ['35 µs', 35e-6, 'seconds'],
    ['a 3-hour window', 10_800, 'seconds'],
    ['for 5m', 300, 'seconds'],
    ['5 m', 5, 'metres'],
    ['2.5 days', 216_000, 'seconds'],
    ['1h30m', 5_400, 'seconds'],
    ['12 kW', 12_000, 'watts'],
    ['two detectors', 2, 'detectors'],
    ['3 sudden falls', 3, 'falls'],
    ['3.2 standard deviations', 3.2, 'deviations'],
    ['the 95th percentile', 95, 'percentile'],
    ['3x the usual', 3, 'times'],
    ['９９ %', 99, 'percent'],
  ])('reads %s', (text, value, unit) => {
    const [[found, foundUnit], ...others] = quantitiesOf(text);
    expect(found).toBeCloseTo(value, 9);
    expect(foundUnit).toBe(unit);
    expect(others).toEqual([]);
    expect(wordsOf(text)).toEqual([]);
  });

  test('gives the first number of a range or share the unit of the second', () => {
    for (const text of ['20–55 %', '20…55 %', '20 to 55 %', 'between 20 and 55 %']) {
      expect(quantitiesOf(text)).toEqual(
        [
          [55, 'percent'],
          [20, 'percent'],
        ].sort(([a], [b]) => Number(a) - Number(b)),
      );
    }
    expect(quantitiesOf('2 of 3 detectors')).toEqual([
      [2, 'detectors'],
      [3, 'detectors'],
    ]);
    expect(quantitiesOf('a score of 3.1 and 55 %')).toEqual([
      [3.1, ''],
      [55, 'percent'],
    ]);
  });

  test.each([
    'Tue 24 Nov 14:05 UTC',
    'Tuesday, November 24th, 2026 at 14:05',
    '24 November 2026, 2:05 pm UTC',
    '2026-11-24T14:05:00Z',
    '2026-11-24 14:05:00.000+00:00',
  ])('reads the time %s', (text) => {
    const [claim, ...others] = findNumberClaims(text);
    expect(others).toEqual([]);
    expect(claim).toMatchObject({ kind: 'time', parts: { month: 10, day: 24, hour: 14, minute: 5 } });
  });

  test('does not understand a time in another zone', () => {
    for (const zone of ['CET', 'PST', '+02:00']) {
      expect(findNumberClaims(`14:05 ${zone}`)).toMatchObject([{ kind: 'time', parts: undefined }]);
    }
  });

  test('reads numbers within words, of unusual notation and in other scripts as words', () => {
    for (const word of [
      'node7',
      'api-7f9c4',
      'v1.2.3',
      '10.0.0.5:9100',
      '5xx',
      '1.2.3',
      '٣',
      'doubled',
      'twofold',
    ]) {
      expect(findNumberClaims(`It is ${word}.`).length).toBeGreaterThan(0);
      expect(quantitiesOf(`It is ${word}.`)).toEqual([]);
    }
  });

  test('reads no number in words that say none', () => {
    expect(
      findNumberClaims('One of a few, the first and only one, once, both; may march second to none.'),
    ).toEqual([]);
  });

  test('takes whole names out, but not what only begins like one', () => {
    expect(findNumberClaims('on node-3 and (node-3)', ['node-3'])).toEqual([]);
    expect(wordsOf('on node-31')).toEqual(['node-31']);
    expect(findNumberClaims('on node-31', ['node-3'])).toHaveLength(1);
  });

  test('reads a text of a hundred thousand characters in a moment', () => {
    for (const text of ['up', '7', 'u7', ' 7', '7 a', '[', '-', ',7', 'node-3 ']) {
      findNumberClaims(text.repeat(100_000 / text.length), ['node-3']);
    }
  });

  test('leaves no digit of any text out', () => {
    const alphabet = [
      ...'0123456789.,:-+/%… kMGTsmhdeEpx°√µ()[]{}"\n\u200b½٣二',
      ' 14:05 ',
      ' Tue ',
      ' Nov ',
      ' GiB',
    ];
    let state = 1;
    for (let round = 0; round < 5_000; round++) {
      let text = '';
      for (let length = 0; length < 12; length++) {
        state = (state * 48_271) % 2_147_483_647;
        text += alphabet[state % alphabet.length];
      }
      const digits = text.normalize('NFKC').match(/\p{N}/gu)?.length ?? 0;
      const claimed = findNumberClaims(text).reduce(
        (sum, claim) => sum + (claim.text.match(/\p{N}/gu)?.length ?? 0),
        0,
      );
      expect([text, claimed]).toEqual([text, digits]);
    }
  });
});

describe('isOnlyNumbers', () => {
  test('tells a quantity from a name', () => {
    for (const text of ['3h', '99 %', '99percent', 'two', '14:05', '5k', 'ninety-nine'])
      expect(isOnlyNumbers(text)).toBe(true);
    for (const text of ['node-3', 'up', '', '5xx', '10.0.0.5:9100', 'api/3'])
      expect(isOnlyNumbers(text)).toBe(false);
  });
});
