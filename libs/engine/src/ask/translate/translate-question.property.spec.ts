import { describe, expect, it } from '@jest/globals';
import { checkPromql, type CatalogueMetric, type MetricCatalogue } from '@metrics-ai/promql';
import { catalogueOf } from './testing/shop-catalogue.ts';
import { translateQuestion } from './translate-question.ts';

const QUESTIONS = 1_000;
const NOW = Date.UTC(2026, 0, 15, 12);

/** Words that decide something, words of metrics, and text that is neither, put together at random. */
const ASKED = (
  'how many|which|average|total|maximum|minimum|p99|median|95th percentile|per second|rate|ratio of|percentage of|% of|errors|failed|hit rate|' +
  'misses|above 80%|> 4GB|less than 5|at least 0|> 1e309|>= 99999999999999999999|in the last 5 minutes|over the last week|yesterday|' +
  'compared with last week|than an hour ago|by job|per instance|by |per "|top 5|bottom 999|which is the largest|down|up|absent|no data|' +
  'missing|changed|flapping|growing steadily|will run out within 4 hours|in 0 days|expires in|how long ago|since|almost full|limit|free|' +
  'left|used|distribution|heatmap|slow|mismatch|does not match|plot|in the last 99999999999 weeks|(for 5m)|{{ $value }}'
).split('|');
const THINGS =
  'http requests disk memory queue connections cache hits misses free size max limit up time start timestamp info bytes'.split(
    ' ',
  );
const HOSTILE = [
  '"} or vector(1) #',
  "'",
  '`',
  '\\',
  '\n',
  '{job="x"}',
  '[5m]',
  'a"b\\c',
  '\u0000',
  '\ud800',
  '\ufffd',
  '🚀',
  'ſ',
  'İ',
  '$(rm)',
  '../..',
  '__proto__',
  'constructor',
  'toString',
  'sum',
  'by',
  'le',
  '1'.repeat(400),
  'a'.repeat(2_000),
  '((((',
  '%%%',
  '> > >',
  '名前',
];
const TYPES = ['counter', 'gauge', 'histogram', 'summary', 'unknown'] as const;
const ENDS = [
  '',
  '_total',
  '_seconds',
  '_bytes',
  '_ratio',
  '_info',
  '_timestamp_seconds',
  '_up',
  '_count',
  '_sum',
  '_bucket',
  '_failed_total',
  '_max',
];

describe('translateQuestion', () => {
  it('writes only PromQL that is right and names what the catalogue has, whatever is asked of whatever there is', () => {
    const random = randomOf(20_260_115);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
    let written = 0;
    for (let i = 0; i < QUESTIONS; i++) {
      const catalogue = randomCatalogue(random, pick);
      const words = Array.from({ length: Math.floor(random() * 9) }, () =>
        pick([
          () => pick(ASKED),
          () => pick(ASKED),
          () => pick(THINGS),
          () => pick(THINGS),
          () => pick(HOSTILE),
        ])(),
      );
      const question = words.join(pick([' ', ' ', ', ', '. ', '']));
      const candidates = [...catalogue.names()].map((name) => ({
        metric: catalogue.find(name)!,
        score: random(),
      }));
      const { choices } = translateQuestion(question, { candidates, catalogue, nowMs: NOW });
      for (const { promql, score, reading } of choices) {
        const check = checkPromql(promql, { catalogue });
        const errors = check.findings.filter(({ severity }) => severity === 'error');
        if (!check.valid || errors.length > 0)
          throw new Error(`${JSON.stringify(question)}\n${promql}\n${JSON.stringify(errors)}`);
        expect(check.metrics.filter((name) => !isKnown(name, catalogue))).toEqual([]);
        expect(score >= 0 && score <= 1 && reading !== '').toBe(true);
        written += 1;
      }
    }
    expect(written).toBeGreaterThan(QUESTIONS);
  });

  it('reads a question of any length in a time that grows no faster than it', () => {
    const catalogue = catalogueOf({ x_total: { type: 'counter' } });
    const context = { candidates: [{ metric: catalogue.find('x_total')!, score: 1 }], catalogue, nowMs: NOW };
    for (const text of ['per a, ', 'fail to x ', 'out of ', 'how fast ', '1,', 'top ', 'at least ', '((( ']) {
      expect(translateQuestion(text.repeat(100_000), context).choices).toHaveLength(1);
    }
  });
});

function isKnown(name: string, catalogue: MetricCatalogue): boolean {
  return (
    catalogue.find(name) !== undefined ||
    catalogue.find(name.replace(/_(?:bucket|sum|count)$/, '')) !== undefined
  );
}

function randomCatalogue(random: () => number, pick: <T>(list: readonly T[]) => T): MetricCatalogue {
  const described: Record<string, Partial<CatalogueMetric> & Pick<CatalogueMetric, 'type'>> = {};
  const size = 1 + Math.floor(random() * 6);
  for (let i = 0; i < size; i++) {
    const name =
      random() < 0.05
        ? pick(['my.metric', 'sum', 'inf', 'größe', 'a b', 'x"y'])
        : `${pick(THINGS)}_${pick(THINGS)}${pick(ENDS)}`;
    described[name] = {
      type: pick(TYPES),
      help: `${pick(THINGS)} ${pick(HOSTILE.filter((text) => text.length < 50))} ${pick(['1 if up', 'in percent', 'Unix time', 'ratio of', ''])}`,
      labels:
        random() < 0.3
          ? {}
          : {
              job: ['http', 'a"b\\c', '名前'],
              [pick(['queue', 'label.name', 'by', 'le', 'instance'])]: [
                pick(HOSTILE).toWellFormed(),
                pick(THINGS),
              ],
            },
    };
  }
  return catalogueOf(described);
}

/** Mulberry32. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
