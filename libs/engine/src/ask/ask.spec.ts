import { describe, expect, it } from '@jest/globals';
import type { LanguageModel } from '@metrics-ai/insights';
import { PrometheusError, type QueryResult } from '@metrics-ai/prometheus-client';
import { InvalidRequestError } from '../invalid-request-error.ts';
import type { AskRequest } from './ask-answer.ts';
import { Ask, type AskParts } from './ask.ts';
import { askedCatalogue } from './testing/asked-catalogue.ts';

const NOW_MS = Date.UTC(2026, 0, 31, 12);
const NOTHING: QueryResult = { type: 'vector', samples: [] };
const FIVE: QueryResult = {
  type: 'vector',
  samples: [{ labels: { service: 'cart' }, timestampMs: NOW_MS, value: 5 * 2 ** 30 }],
};

/** An Ask over a Prometheus that gives `dataOf` an expression, and a log of what was run. */
function asking(
  dataOf: (promql: string) => QueryResult = () => FIVE,
  { model, found = ['memory_bytes', 'up'] }: { model?: LanguageModel; found?: readonly string[] } = {},
) {
  const run: { promql: string; at: unknown }[] = [];
  const parts: AskParts = {
    prometheus: {
      query: async (promql, { timeMs } = {}) => {
        if (!promql.includes('count_over_time(')) run.push({ promql, at: timeMs });
        return Promise.resolve({ data: dataOf(promql), warnings: [], infos: [] });
      },
      queryRange: async (promql, { signal: _, ...range }) => {
        run.push({ promql, at: range });
        dataOf(promql);
        return Promise.resolve({ data: [], warnings: [], infos: [] });
      },
    },
    findMetrics: (_tenant, question) =>
      Promise.resolve(
        /memory|target/.test(question)
          ? found.map((metric, i) => ({ entry: { metric }, score: 1 / (i + 1) }))
          : [],
      ),
    catalogue: { load: () => Promise.resolve(askedCatalogue()) },
    model,
    nowMs: () => NOW_MS,
  };
  const ask = (request: Partial<AskRequest>) =>
    new Ask(parts).run('default', { question: 'memory in use', limit: 20, ...request });
  return { ask, run };
}

const refuseOf =
  (part: string) =>
  (promql: string): QueryResult => {
    if (promql.startsWith(part)) throw new PrometheusError('bad-query', 'many-to-many matching');
    return FIVE;
  };

describe('Ask', () => {
  it('answers with what was run, what came back, and in words', async () => {
    const { ask, run } = asking();
    const answer = await ask({});
    expect(answer).toMatchObject({
      answered: { promql: 'memory_bytes', unit: 'bytes' },
      result: { kind: 'instant', timeMs: NOW_MS, seriesTotal: 1 },
      picture: { promql: 'memory_bytes', unit: 'bytes', range: { endMs: NOW_MS } },
      isEmpty: false,
      writtenBy: 'translator',
    });
    expect(answer.text).toContain(': 5 GiB (service="cart"), at Sat 31 Jan 12:00 UTC.');
    expect(run).toEqual([{ promql: 'memory_bytes', at: NOW_MS }]);
  });

  it('asks of the time and the range that it is told', async () => {
    const { ask, run } = asking();
    await ask({ timeMs: NOW_MS - 1_000 });
    await ask({ range: { durationMs: 3_600_000 } });
    expect(run[0].at).toBe(NOW_MS - 1_000);
    expect(run[1].at).toMatchObject({ startMs: NOW_MS - 3_600_000, endMs: NOW_MS });
  });

  it('does not run what is hardly meant, and says that nothing fits where nothing does', async () => {
    const { ask, run } = asking();
    const answer = await ask({ question: 'unicorns of atlantis' });
    expect(answer).toMatchObject({ isSure: false, isEmpty: false, alternatives: [] });
    expect(answer.answered).toBeUndefined();
    expect(answer.text).toBe('No metric of this Prometheus fits the question.');
    expect(run).toEqual([]);
  });

  it('says that nothing came back, and why, and runs nothing else in its place', async () => {
    const { ask, run } = asking(() => NOTHING);
    const answer = await ask({});
    expect(answer).toMatchObject({
      answered: { promql: 'memory_bytes' },
      isEmpty: true,
      result: { series: [] },
    });
    expect(answer.picture).toBeUndefined();
    expect(answer.text).toMatch(
      /nothing\. No series match memory_bytes at Sat 31 Jan 12:00 UTC, nor did any/,
    );
    expect(run.slice(1).map(({ promql }) => promql)).toEqual([
      'count(memory_bytes)',
      'count(present_over_time(memory_bytes[1h]))',
    ]);
  });

  it('says how near a comparison that none passes was, and shows what was compared', async () => {
    const data = (promql: string): QueryResult => {
      if (promql.startsWith('count('))
        return { type: 'vector', samples: [{ labels: {}, timestampMs: 0, value: 8 }] };
      return promql.startsWith('topk(1, ') ? FIVE : NOTHING;
    };
    const { ask } = asking(data);
    const answer = await ask({ question: '', promql: 'memory_bytes > 1e10' });
    expect(answer.text).toContain(
      'None of 8 series is above 9.31 GiB: the highest is 5 GiB (service="cart") at Sat 31 Jan 12:00 UTC.',
    );
    expect(answer).toMatchObject({ isEmpty: true, picture: { promql: 'memory_bytes', limit: 1e10 } });
    const passed = await asking().ask({ promql: 'memory_bytes > 1e9' });
    expect(passed.picture).toMatchObject({ promql: 'memory_bytes', limit: 1e9 });
    const equal = await asking().ask({ promql: 'memory_bytes == 5' });
    expect(equal.picture).toMatchObject({ promql: 'memory_bytes == 5' });
  });

  it('is never sure of a question that is answered elsewhere', async () => {
    const answer = await asking().ask({ question: 'which memory behaves strangely' });
    expect(answer).toMatchObject({ isSure: false, see: [{ place: 'anomalies' }] });
    expect(answer.text).toContain('GET /anomalies');
  });

  it('runs nothing for a question that names nothing but a behaviour', async () => {
    const { ask, run } = asking();
    const answer = await ask({ question: 'what is odd now' });
    expect(answer.answered).toBeUndefined();
    expect(answer.text).toBe('What is out of the ordinary is found by detection: GET /anomalies.');
    expect(run).toEqual([]);
  });

  it('runs an expression of the caller, named as it was offered', async () => {
    const { ask } = asking();
    const [offered] = (await ask({})).alternatives;
    const answer = await ask({ promql: offered.promql });
    expect(answer).toMatchObject({
      answered: { promql: 'up', reading: offered.reading, score: 1 },
      isSure: true,
      writtenBy: 'caller',
    });
    expect(answer.alternatives[0]).toMatchObject({ promql: 'memory_bytes' });
    const own = await ask({ question: '', promql: 'sum(rate(http_requests_total[5m]))' });
    expect(own).toMatchObject({
      answered: { reading: 'sum(rate(http_requests_total[5m]))', unit: 'requests/s', score: 1 },
      alternatives: [],
    });
  });

  it('runs a question that is PromQL itself, and takes no words for it', async () => {
    const promql = 'sum by (service) (memory_bytes)';
    const { answered, isSure, writtenBy } = await asking().ask({ question: ` ${promql}\n` });
    expect([answered?.promql, isSure, writtenBy]).toEqual([promql, true, 'caller']);
    for (const question of ['memory (in use)', 'up', 'sum(zzz_unheard_total)', 'memory_bytes[5m]']) {
      expect((await asking().ask({ question })).writtenBy).toBe('translator');
    }
  });

  it('puts the conditions of the caller on the expression of the caller', async () => {
    const matchers = [{ name: 'service', operator: '=', value: 'cart' }] as const;
    const { answered } = await asking().ask({ promql: 'sum(memory_bytes)', matchers });
    expect(answered?.promql).toBe('sum(memory_bytes{service="cart"})');
    const [offered] = (await asking().ask({ matchers })).alternatives.concat(answered ?? []);
    expect((await asking().ask({ promql: offered.promql, matchers })).answered?.promql).toBe(offered.promql);
    const shelf = [{ name: 'shelf', operator: '=', value: 'a' }] as const;
    await expect(asking().ask({ promql: 'memory_bytes', matchers: shelf })).rejects.toMatchObject({
      field: 'labels',
      message: expect.stringContaining('shelf'),
    });
  });

  it.each([
    ['sum(memory_byte)', /There is no metric memory_byte.*this would do: sum\(memory_bytes\)/],
    ['sum(', /./],
    ['memory_bytes[5m]', /range vector/],
  ])('refuses %s of the caller', async (promql, message) => {
    const answer = asking().ask({ promql });
    await expect(answer).rejects.toThrow(InvalidRequestError);
    await expect(asking().ask({ promql })).rejects.toThrow(message);
  });

  it('goes on with the next choice where Prometheus refuses one, and says so', async () => {
    const { ask } = asking(refuseOf('memory'));
    const answer = await ask({ question: 'is the memory target up' });
    expect(answer.answered?.promql).toMatch(/^up/);
    expect(answer.isSure).toBe(false);
    expect(answer.warnings).toEqual([
      expect.stringMatching(/^Prometheus refused memory_bytes.*many-to-many/),
    ]);
  });

  it('fails where Prometheus refuses all, and at once where it cannot be asked', async () => {
    await expect(
      asking((promql) => (promql.startsWith('quantile') ? NOTHING : refuseOf('')(promql))).ask({}),
    ).rejects.toThrow('many-to-many');
    await expect(asking(refuseOf('up')).ask({ promql: 'up == 1' })).rejects.toThrow('many-to-many');
    const { ask, run } = asking(() => {
      throw new PrometheusError('timeout', 'too slow');
    });
    await expect(ask({})).rejects.toThrow('too slow');
    expect(run.length).toBeLessThanOrEqual(1);
  });

  describe('with a language model', () => {
    const writing = (promql: string): LanguageModel => ({
      name: 'fake/1',
      generate: () => Promise.resolve({ promql, reading: 'Memory of everything' }),
      check: () => Promise.resolve({ version: '1' }),
    });

    it('answers in the same way, and says who wrote the expression', async () => {
      const answer = await asking(undefined, { model: writing('sum(memory_bytes)') }).ask({});
      expect(answer).toMatchObject({
        answered: { promql: 'sum(memory_bytes)', reading: 'Memory of everything', unit: 'bytes' },
        writtenBy: 'fake/1',
        isSure: false,
      });
      expect(answer.modelDiscarded).toBeUndefined();
      expect(Object.keys(answer).sort()).toEqual(Object.keys(await asking().ask({})).sort());
    });

    it('does without it where the checker or Prometheus refuses what it writes', async () => {
      const invented = await asking(undefined, { model: writing('rate(zzz_unheard_total[5m])') }).ask({});
      expect(invented).toMatchObject({
        answered: { promql: 'memory_bytes' },
        writtenBy: 'translator',
        modelDiscarded: expect.stringContaining('zzz_unheard_total'),
      });
      const refused = await asking(refuseOf('sum('), { model: writing('sum(memory_bytes)') }).ask({});
      expect(refused).toMatchObject({
        answered: { promql: 'memory_bytes' },
        writtenBy: 'translator',
        modelDiscarded: 'Prometheus refused its expression: many-to-many matching',
        warnings: [],
      });
    });

    it('is not asked where the caller brings an expression', async () => {
      const model = { ...writing('up'), generate: () => Promise.reject(new Error('was asked')) };
      const answer = await asking(undefined, { model }).ask({ promql: 'memory_bytes' });
      expect(answer.modelDiscarded).toBeUndefined();
    });
  });
});
