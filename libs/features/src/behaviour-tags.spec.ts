import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { BEHAVIOUR_TAGS, behaviourTags } from './behaviour-tags.ts';
import type { BehaviourTag } from './behaviour-tags.ts';
import { profile } from './profile.ts';
import { redNoise, seriesOf } from './testing/synthetic.ts';

const STEP_SECONDS = 300;
const DAY = 288;
const WEEK = 7 * DAY;
const POINTS = 2 * WEEK;

type Shape = (i: number, noise: number) => number;

interface Example {
  readonly tag: BehaviourTag;
  readonly gets: Record<string, Shape>;
  /** Near misses. */
  readonly not: Record<string, Shape>;
  readonly unit?: string;
}

const wave = (i: number, period: number): number => Math.sin((2 * Math.PI * i) / period);
/** Irregular starts of episodes. */
const STARTS = [130, 333, 1_234, 1_900, 2_405, 3_501, 3_777];
const within = (i: number, length: number, starts = STARTS): boolean =>
  starts.some((start) => i >= start && i < start + length);

const examples: readonly Example[] = [
  {
    tag: 'rising',
    gets: {
      'a slow leak': (i, e) => 100 + i / 50 + e,
      'over a daily cycle': (i, e) => 20 + 3 * wave(i, DAY) + i / 500 + e,
    },
    not: {
      'a step up': (i, e) => (i < 2_000 ? 10 : 20) + e,
      'a tiny climb': (i, e) => 1_000 + i / 1_000 + e,
      noise: (_, e) => 10 + e,
    },
  },
  {
    tag: 'falling',
    gets: { 'a steady decline': (i, e) => 100 - i / 50 + e },
    not: { 'a step down': (i, e) => (i < 2_000 ? 20 : 10) + e, 'a climb': (i, e) => 100 + i / 50 + e },
  },
  {
    tag: 'flat',
    gets: { 'next to no noise': (_, e) => 100 + e, constant: () => 3 },
    not: {
      noise: (_, e) => 100 + 10 * e,
      'a small trend': (i, e) => 100 + i / 1_000 + 0.1 * e,
      'a few spikes': (i, e) => 100 + e + (within(i, 2) ? 50 : 0),
    },
  },
  {
    tag: 'constant',
    gets: { 'the same all the time': () => 3, zero: () => 0 },
    not: { 'one other sample': (i) => (i === 700 ? 4 : 3), 'nearly constant': (_, e) => 3 + 1e-9 * e },
  },
  {
    tag: 'spiky',
    gets: {
      'a few minutes each': (i, e) => 10 + 0.5 * e + (within(i, 2) ? 40 : 0),
      'from zero': (i) => (within(i, 1) ? 40 : 0),
    },
    not: {
      'one spike': (i, e) => 10 + 0.5 * e + (within(i, 2, [700]) ? 40 : 0),
      'long episodes': (i, e) => 10 + 0.5 * e + (within(i, 150) ? 40 : 0),
      'spikes too small to matter': (i, e) => 1_000 + 0.5 * e + (within(i, 2) ? 40 : 0),
      'a daily spike': (i, e) => 10 + 0.5 * e + (i % DAY === 90 ? 40 : 0),
      sawtooth: (i, e) => (i % 210) / 10 + 0.2 * e,
      noise: (_, e) => 10 + e,
    },
  },
  {
    tag: 'isolated-spike',
    gets: {
      'one spike': (i, e) => 10 + 0.5 * e + (within(i, 2, [700]) ? 40 : 0),
      'two of them': (i, e) => 10 + 0.5 * e + (within(i, 3, [700, 2_500]) ? 40 : 0),
      'one beside a daily cycle': (i, e) => 20 + 3 * wave(i, DAY) + 0.5 * e + (within(i, 2, [700]) ? 40 : 0),
    },
    not: {
      many: (i, e) => 10 + 0.5 * e + (within(i, 2) ? 40 : 0),
      'a long episode': (i, e) => 10 + 0.5 * e + (within(i, 150, [700]) ? 40 : 0),
      'zero since an hour': (i, e) => (i < POINTS - 12 ? 50 + e : 0),
      noise: (_, e) => 10 + e,
    },
  },
  {
    tag: 'bursty',
    gets: { 'an hour or two each': (i, e) => 1 + 0.05 * Math.abs(e) + (within(i, 20) ? 30 + e : 0) },
    not: {
      'single samples': (i, e) => 1 + 0.05 * Math.abs(e) + (within(i, 1) ? 30 : 0),
      'never quiet': (i, e) => 10 + 5 * e + (within(i, 20) ? 30 : 0),
      'one burst': (i, e) => 1 + 0.05 * Math.abs(e) + (within(i, 60, [700]) ? 30 : 0),
      'small counts': (_, e) => Math.max(0, Math.round(e)),
    },
  },
  {
    tag: 'noisy',
    gets: {
      'white noise': (_, e) => 10 + 3 * e,
      'small counts': (_, e) => Math.max(0, Math.round(2 + 1.5 * e)),
    },
    not: {
      'little noise': (_, e) => 10 + 0.5 * e,
      'a smooth wave': (i, e) => 10 + 8 * wave(i, 1_000) + 0.2 * e,
    },
  },
  {
    tag: 'daily-pattern',
    gets: {
      'a daily wave': (i, e) => 10 + wave(i, DAY) + e,
      'a nightly job': (i, e) => (i % DAY < 4 ? 30 : 1) + 0.3 * e,
    },
    not: {
      noise: (_, e) => 10 + e,
      '20 hours': (i, e) => 10 + 3 * wave(i, 240) + e,
      'too weak': (i, e) => 10 + 0.3 * wave(i, DAY) + e,
    },
  },
  {
    tag: 'weekly-pattern',
    gets: {
      'quiet weekends': (i, e) => (i % WEEK < 5 * DAY ? 10 : 4) + e,
      'beside a daily one': (i, e) => 10 + 2 * wave(i, DAY) + 2 * wave(i, WEEK) + e,
    },
    not: {
      'a daily wave': (i, e) => 10 + 3 * wave(i, DAY) + e,
      'one step': (i, e) => (i < WEEK ? 10 : 14) + e,
    },
  },
  {
    tag: 'quiet-days',
    gets: {
      'a holiday of two days': (i, e) =>
        (i >= 8 * DAY && i < 10 * DAY ? 0.3 : 1) * (20 + 8 * wave(i, DAY)) + 0.5 * e,
      'two days at the end': (i, e) => (i >= 12 * DAY ? 0.3 : 1) * (20 + 8 * wave(i, DAY)) + 0.5 * e,
    },
    not: {
      'busy days': (i, e) => (i >= 8 * DAY && i < 10 * DAY ? 3 : 1) * (20 + 8 * wave(i, DAY)) + 0.5 * e,
      'a lower second week': (i, e) => (i >= WEEK ? 0.3 : 1) * (20 + 8 * wave(i, DAY)) + 0.5 * e,
      'a fall without a daily cycle': (i, e) => (i >= 8 * DAY && i < 10 * DAY ? 6 : 20) + e,
      'a daily cycle': (i, e) => 20 + 8 * wave(i, DAY) + 0.5 * e,
    },
  },
  {
    tag: 'periodic',
    gets: {
      'every 90 minutes': (i, e) => 10 + 2 * wave(i, 18) + e,
      'every 33 hours': (i, e) => 10 + 2 * wave(i, 396) + e,
    },
    not: {
      daily: (i, e) => 10 + 3 * wave(i, DAY) + e,
      noise: (_, e) => 10 + e,
      'daily with a harmonic': (i, e) => 10 + 3 * wave(i, DAY) + 2 * wave(i, DAY / 2) + e,
    },
  },
  {
    tag: 'sawtooth',
    gets: {
      'slow climbs': (i, e) => (i % 310) / 10 + 0.3 * e,
      'irregular teeth': (i, e) => (i - Math.max(0, ...STARTS.filter((start) => start <= i))) / 20 + e,
      'slow falls': (i, e) => 50 - (i % 310) / 10 + 0.3 * e,
    },
    not: {
      triangles: (i, e) => Math.abs((i % 310) - 155) / 10 + 0.3 * e,
      spikes: (i, e) => 10 + e + (within(i, 2) ? 40 : 0),
      noise: (_, e) => 10 + 3 * e,
      'one fall': (i, e) => (i % 3_000) / 100 + 0.3 * e,
    },
  },
  {
    tag: 'saturated',
    gets: {
      'stuck for hours': (i, e) => Math.min(100, Math.round(60 + 3 * e + (within(i, 60) ? 90 : 0))),
      'cut every day': (i, e) => Math.min(20, 15 + 8 * wave(i, DAY) + e),
    },
    not: {
      'a peak that is no plateau': (i, e) => 60 + 30 * wave(i, DAY) + e,
      'on and off': (i) => (within(i, 60) ? 0 : 1),
      'fixed levels': (i) => 3 + Math.floor(i / 900),
      constant: () => 100,
    },
  },
  {
    tag: 'near-limit',
    unit: 'ratio',
    gets: { 'almost full': (_, e) => 0.95 + 0.005 * e, 'filling up': (i) => 0.5 + (0.45 * i) / POINTS },
    not: {
      'half full': (_, e) => 0.5 + 0.02 * e,
      'a ratio without a limit': (_, e) => 3 + 0.1 * e,
      'full once': (i) => (i === 700 ? 1 : 0.5),
    },
  },
  {
    tag: 'level-shift-up',
    gets: {
      'a step': (i, e) => (i < 2_000 ? 10 : 20) + e,
      'two steps': (i, e) => (i < 1_000 ? 10 : i < 2_600 ? 20 : 30) + e,
    },
    not: {
      'there and back': (i, e) => (i > 2_000 && i < 2_300 ? 20 : 10) + e,
      'a step down': (i, e) => (i < 2_000 ? 20 : 10) + e,
      'a climb': (i, e) => i / 100 + e,
      'a step in the noise': (i, e) => (i < 2_000 ? 10 : 10.5) + e,
    },
  },
  {
    tag: 'level-shift-down',
    gets: { 'a step': (i, e) => (i < 2_000 ? 20 : 10) + e },
    not: {
      'there and back': (i, e) => (i > 2_000 && i < 2_300 ? 10 : 20) + e,
      'a step up': (i, e) => (i < 2_000 ? 10 : 20) + e,
    },
  },
  {
    tag: 'recovered',
    gets: {
      'a day at a higher level': (i, e) => (i > 2_000 && i < 2_300 ? 20 : 10) + e,
      'six hours at a lower one': (i, e) => (i > 2_000 && i < 2_072 ? 5 : 20) + 0.5 * e,
    },
    not: {
      'a step': (i, e) => (i < 2_000 ? 20 : 10) + e,
      'half of the way back': (i, e) => (i < 1_500 ? 10 : i < 2_200 ? 30 : 20) + e,
      'a daily cycle': (i, e) => 20 + 8 * wave(i, DAY) + 0.5 * e,
      noise: (_, e) => 10 + e,
    },
  },
  {
    tag: 'dropped-to-zero',
    gets: {
      'since an hour': (i, e) => (i < POINTS - 12 ? 50 + e : 0),
      'since days': (i, e) => (i < 2_000 ? 50 + e : 0),
    },
    not: {
      'mostly zero anyway': (i) => (i % 3 === 0 && i < POINTS - 12 ? 1 : 0),
      'a low value': (i, e) => (i < POINTS - 12 ? 50 + e : 0.1),
      'two zeros': (i, e) => (i < POINTS - 2 ? 50 + e : 0),
      'and back': (i, e) => (i > 2_000 && i < 2_100 ? 0 : 50 + e),
    },
  },
  {
    tag: 'stopped',
    gets: { 'an hour ago': (i, e) => (i < POINTS - 12 ? 50 + e : NaN) },
    not: {
      'a hole': (i, e) => (i > 2_000 && i < 2_100 ? NaN : 50 + e),
      'late by a few samples': (i, e) => (i < POINTS - 4 ? 50 + e : NaN),
    },
  },
  {
    tag: 'sparse',
    gets: {
      'one in five': (i, e) => (i % 5 === 0 ? 50 + e : NaN),
      'five samples': (i) => (i % 900 === 0 && i > 0 ? i : NaN),
    },
    not: { 'one in ten missing': (i, e) => (i % 10 === 0 ? NaN : 50 + e) },
  },
  {
    tag: 'gappy',
    gets: {
      'one in ten missing': (i, e) => (i % 10 === 0 ? NaN : 50 + e),
      'a long hole': (i, e) => (i > 2_000 && i < 2_300 ? NaN : 50 + e),
    },
    not: {
      'two samples missing': (i, e) => (i === 7 || i === 700 ? NaN : 50 + e),
      'one in five left': (i, e) => (i % 5 === 0 ? 50 + e : NaN),
    },
  },
  {
    tag: 'high-now',
    gets: {
      'since an hour': (i, e) => (i < POINTS - 12 ? 50 + 2 * e : 80),
      'nothing before': (i) => (i < POINTS - 12 ? 0 : 5),
    },
    not: {
      noise: (_, e) => 50 + 5 * e,
      'the top of a daily cycle': (i, e) => 50 + 10 * wave(i - POINTS + DAY / 4, DAY) + e,
      'a day ago': (i, e) => (i > POINTS - DAY - 12 && i < POINTS - DAY ? 80 : 50 + 2 * e),
      'hardly more': (i, e) => (i < POINTS - 12 ? 50 + 0.1 * e : 51),
    },
  },
  {
    tag: 'low-now',
    gets: { 'since an hour': (i, e) => (i < POINTS - 12 ? 50 + 2 * e : 20) },
    not: { noise: (_, e) => 50 + 5 * e, high: (i, e) => (i < POINTS - 12 ? 50 + 2 * e : 80) },
  },
];

function tagsOf(shape: Shape, seed: number, unit = ''): BehaviourTag[] {
  const noise = redNoise(seed, POINTS, 0);
  return behaviourTags(
    profile(
      seriesOf(
        noise.map((x, i) => shape(i, x)),
        STEP_SECONDS,
      ),
    ),
    unit,
  );
}

describe('behaviour tags', () => {
  for (const { tag, gets, not, unit } of examples) {
    for (const [name, shape] of Object.entries(gets)) {
      it(`${tag} is given to ${name}`, () => {
        expect(tagsOf(shape, 1, unit)).toContain(tag);
      });
    }
    for (const [name, shape] of Object.entries(not)) {
      it(`${tag} is not given to ${name}`, () => {
        expect(tagsOf(shape, 1, unit)).not.toContain(tag);
      });
    }
  }

  it('near-limit needs the unit', () => {
    expect(tagsOf((_, e) => 0.95 + 0.005 * e, 1)).not.toContain('near-limit');
    expect(tagsOf((_, e) => 95 + 0.5 * e, 1, 'percent')).toContain('near-limit');
  });

  it('come in the order of the vocabulary, each once', () => {
    const order = BEHAVIOUR_TAGS.map(({ tag }) => tag);
    expect(new Set(order).size).toBe(order.length);
    const tags = tagsOf((i, e) => (i < 2_000 ? 10 : 0) + (i % 10 === 0 ? NaN : 0) + (i < 2_000 ? e : 0), 1);
    expect(tags).toEqual(order.filter((tag) => tags.includes(tag)));
    expect(tags.length).toBeGreaterThan(2);
  });

  it('have an example each', () => {
    expect(examples.map(({ tag }) => tag)).toEqual(BEHAVIOUR_TAGS.map(({ tag }) => tag));
  });

  it('are documented in the README as they are', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8').replaceAll(/ +\|/g, ' |');
    const rows = BEHAVIOUR_TAGS.map(({ tag, meaning, rule }) => `| \`${tag}\` | ${meaning} | ${rule} |`);
    expect(readme).toContain(rows.map((row) => row.replaceAll(/\|p50\|/g, '\\|p50\\|')).join('\n'));
  });

  it.each([
    ['nothing', [], ['sparse']],
    ['one sample', [5], ['sparse']],
    ['only gaps', new Array<number>(50).fill(NaN), ['sparse', 'stopped']],
    ['infinities', new Array<number>(50).fill(Infinity), ['sparse', 'stopped']],
  ] as [string, number[], BehaviourTag[]][])('say little of %s', (_, values, tags) => {
    expect(behaviourTags(profile(seriesOf(values, 60))).filter((tag) => tag !== 'stopped')).toEqual(
      tags.filter((tag) => tag !== 'stopped'),
    );
  });
});
