import { beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isLabelled, readNabCorpus, type LabelledNabFile } from './nab-corpus.ts';
import { NAB_PROFILE_NAMES, nabScore, optimalThresholds, tallyAt } from './nab-score.ts';
import { relativeEntropy, windowedGaussian } from './testing/published-detectors.ts';

const folder = process.env['NAB_DIR'];
const whenGiven = folder === undefined ? describe.skip : describe;
const reason = folder === undefined ? ' (skipped: NAB_DIR does not name a copy of the benchmark)' : '';

/** As the benchmark calls the profiles. */
const PUBLISHED_NAMES = {
  standard: 'standard',
  'low-FP': 'reward_low_FP_rate',
  'low-FN': 'reward_low_FN_rate',
} as const;

type PublishedScores = Record<string, Record<string, number>>;

whenGiven(`The published table of the Numenta benchmark${reason}`, () => {
  let files: LabelledNabFile[];
  let published: PublishedScores;

  beforeAll(() => {
    files = readNabCorpus(folder ?? '').filter(isLabelled);
    published = JSON.parse(readFileSync(join(folder ?? '', 'final_results.json'), 'utf8')) as PublishedScores;
  });

  it.each([
    ['null', (values: Float64Array) => new Float64Array(values.length).fill(0.5)],
    ['windowedGaussian', (values: Float64Array) => windowedGaussian(values)],
    ['relativeEntropy', relativeEntropy],
  ])(
    'has for %s what the scorer finds',
    (name, detect) => {
      const scored = files.map(({ layout, values }) => ({ layout, scores: detect(values) }));
      const thresholds = optimalThresholds(scored);
      for (const profile of NAB_PROFILE_NAMES) {
        const score = nabScore(tallyAt(scored, thresholds[profile]), profile);
        expect(score).toBeCloseTo(published[name][PUBLISHED_NAMES[profile]], 9);
      }
    },
    60_000,
  );
});
