import { describe, expect, test } from '@jest/globals';
import { baselineDetector } from './baseline-detector.ts';
import type { Detector, Judgement } from './detector.ts';
import { ensembleDetector } from './ensemble-detector.ts';
import { describeDetectorContract } from './testing/detector-contract.ts';
import { noise, seriesOf } from './testing/synthetic-series.ts';
import { zScoreDetector } from './z-score-detector.ts';

describeDetectorContract('baselineDetector', () => baselineDetector());
describeDetectorContract('ensembleDetector of one', () =>
  ensembleDetector([zScoreDetector()], { minVotes: 1 }),
);

/** Says what it is told, of each sample. */
function scripted(name: string, scores: number[], expected = 0): Detector {
  const score = Float64Array.from(scores);
  const column = (value: number) => score.map((s) => (Number.isNaN(s) ? NaN : value));
  return {
    name,
    warmupPoints: scores.findIndex((s) => !Number.isNaN(s)),
    detect: () => ({
      score,
      expected: column(expected),
      lower: column(expected - 1),
      upper: column(expected + 1),
      members: [{ name, score }],
    }),
    online: () => ({
      update: (i): Judgement => ({
        score: score[i],
        expected,
        lower: expected - 1,
        upper: expected + 1,
        votes: score[i] > 1 ? [name] : [],
      }),
    }),
  };
}

describe('ensembleDetector', () => {
  const members = [
    scripted('a', [0.5, 3.0, 3.0, NaN, 0.1, NaN], 10),
    scripted('b', [0.7, 0.2, 2.0, 4.0, 5.0, NaN], 20),
    scripted('c', [0.9, 0.4, 1.5, 1.2, 6.0, 2.0], 30),
  ];
  const series = seriesOf(new Float64Array(6));

  test('the score is the minVotes-th highest, so that it exceeds 1 exactly when enough agree', () => {
    expect(Array.from(ensembleDetector(members).detect(series).score)).toEqual([0.7, 0.4, 2, 1.2, 5, NaN]);
    expect(Array.from(ensembleDetector(members, { minVotes: 1 }).detect(series).score)).toEqual([
      0.9, 3, 3, 4, 6, 2,
    ]);
    expect(Array.from(ensembleDetector(members, { minVotes: 3 }).detect(series).score)).toEqual([
      0.5,
      0.2,
      1.5,
      NaN,
      0.1,
      NaN,
    ]);
  });

  test('the band is that of the first member that votes, else of the first that can judge', () => {
    expect(Array.from(ensembleDetector(members).detect(series).expected)).toEqual([10, 10, 10, 20, 20, NaN]);
  });

  test('each member’s scores are kept', () => {
    const judged = ensembleDetector(members).detect(series).members;
    expect(judged.map((member) => member.name)).toEqual(['a', 'b', 'c']);
    expect(Array.from(judged[1].score)).toEqual([0.7, 0.2, 2, 4, 5, NaN]);
  });

  test('online says the same, and who voted', () => {
    const online = ensembleDetector(members).online();
    const judged = [0, 1, 2, 3, 4, 5].map((i) => online.update(i, 0));
    expect(judged.map(({ score }) => score)).toEqual([0.7, 0.4, 2, 1.2, 5, NaN]);
    expect(judged.map(({ expected }) => expected)).toEqual([10, 10, 10, 20, 20, NaN]);
    expect(judged.map(({ votes }) => votes)).toEqual([
      [],
      ['a'],
      ['a', 'b', 'c'],
      ['b', 'c'],
      ['b', 'c'],
      [],
    ]);
  });

  test('it is warm when enough members are', () => {
    const cold = [scripted('a', [NaN, 1]), scripted('b', [NaN, NaN, NaN, 1]), scripted('c', [NaN, NaN, 1])];
    expect(ensembleDetector(cold, { minVotes: 1 }).warmupPoints).toBe(1);
    expect(ensembleDetector(cold).warmupPoints).toBe(2);
    expect(ensembleDetector(cold, { minVotes: 3 }).warmupPoints).toBe(3);
  });

  test('impossible votes and ambiguous names are refused', () => {
    expect(() => ensembleDetector([])).toThrow(RangeError);
    expect(() => ensembleDetector(members, { minVotes: 4 })).toThrow(/^minVotes/);
    expect(() => ensembleDetector(members, { minVotes: 1.5 })).toThrow(/^minVotes/);
    expect(() => ensembleDetector([zScoreDetector(), zScoreDetector()])).toThrow(/names/);
  });

  test('where something is strange, detectStrange says what detect says', () => {
    for (const minVotes of [1, 2, 3]) {
      const detector = ensembleDetector(members, { minVotes });
      expect(detector.detectStrange(series)).toEqual(detector.detect(series));
    }
    const calm = [scripted('a', [3, 0.5, 1]), scripted('b', [1, 1.5, 1]), scripted('c', [0.5, 0.5, 9])];
    for (const minVotes of [2, 3]) {
      expect(
        ensembleDetector(calm, { minVotes }).detectStrange(seriesOf(new Float64Array(3))),
      ).toBeUndefined();
    }
  });

  test('detectStrange does not ask members whose votes cannot make a consensus', () => {
    const asked: string[] = [];
    const spied = (name: string, scores: number[]): Detector => {
      const detector = scripted(name, scores);
      return { ...detector, detect: (s) => (asked.push(name), detector.detect(s)) };
    };
    const calm = [spied('a', [0.5, 0.9, NaN]), spied('b', [1, 0.3, 1]), spied('c', [9, 9, 9])];
    const ask = (minVotes: number, from = calm) => {
      asked.length = 0;
      ensembleDetector(from, { minVotes }).detectStrange(seriesOf(new Float64Array(3)));
      return asked.join('');
    };
    expect(ask(1)).toBe('abc');
    expect(ask(2)).toBe('ab');
    expect(ask(3)).toBe('a');
    // Two votes, but not for the same sample: a third one may still be the second for either.
    expect(ask(2, [spied('a', [2, 0, 0]), spied('b', [0, 2, 0]), spied('c', [0, 0, 0])])).toBe('abc');
    expect(ask(3, [spied('a', [2, 0, 0]), spied('b', [0, 2, 0]), spied('c', [0, 0, 0])])).toBe('ab');
  });
});

describe('baselineDetector', () => {
  test('its members are the interquartile range, the z-score and the isolation forest', () => {
    const { members } = baselineDetector().detect(seriesOf(noise(50, 1)));
    expect(members.map((member) => member.name)).toEqual(['iqr', 'z-score', 'isolation-forest']);
  });

  test('more votes mean fewer strange samples', () => {
    const values = noise(2000, 2).map((value) => value ** 3);
    const strange = [1, 2, 3].map(
      (minVotes) =>
        baselineDetector({ minVotes })
          .detect(seriesOf(values))
          .score.filter((score) => score > 1).length,
    );
    expect(strange[0]).toBeGreaterThan(strange[1]);
    expect(strange[1]).toBeGreaterThan(strange[2]);
    expect(strange[2]).toBeGreaterThan(0);
  });
});
