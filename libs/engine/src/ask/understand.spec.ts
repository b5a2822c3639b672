import { describe, expect, it } from '@jest/globals';
import type { LanguageModel } from '@metrics-ai/insights';
import type { LabelMatcher } from '@metrics-ai/prometheus-client';
import { askedCatalogue } from './testing/asked-catalogue.ts';
import { understand, withLabels } from './understand.ts';

const catalogue = askedCatalogue();
const candidates = ['memory_bytes', 'http_requests_total', 'up'].map((name, i) => ({
  metric: catalogue.find(name)!,
  score: 1 / (i + 1),
}));

function writing(promql: string, reading = 'What the model reads'): LanguageModel {
  return {
    name: 'fake/1',
    generate: () => Promise.resolve({ promql, reading }),
    check: () => Promise.resolve({ version: '1' }),
  };
}

const ask = (model?: LanguageModel, matchers: readonly LabelMatcher[] = []) =>
  understand({ question: 'memory in use', nowMs: 0, candidates, catalogue, matchers, model });

describe('understand', () => {
  it('gives what the translator reads, checked, and who wrote it', async () => {
    const { choices, modelDiscarded } = await ask();
    expect(choices[0]).toMatchObject({ promql: 'memory_bytes', unit: 'bytes', writtenBy: 'translator' });
    expect(modelDiscarded).toBeUndefined();
    expect(choices.map(({ score }) => score)).toEqual(
      choices.map(({ score }) => score).toSorted((a, b) => b - a),
    );
  });

  it('puts the conditions of the caller on everything', async () => {
    const payment = [{ name: 'service', operator: '=', value: 'payment' }] as const;
    expect((await ask(undefined, payment)).choices[0].promql).toBe('memory_bytes{service="payment"}');
    const { choices } = await ask(writing('sum(memory_bytes)'), payment);
    expect(choices[0].promql).toBe('sum(memory_bytes{service="payment"})');
  });

  it('leaves out what the checker refuses: an unknown label among the conditions of the caller', async () => {
    const { choices } = await ask(undefined, [{ name: 'shelf', operator: '=', value: 'a' }]);
    expect(choices).toEqual([]);
  });

  it('takes what a model writes first, with a unit, and is not sure of it', async () => {
    const { choices, isSure } = await ask(writing('sum by (service) (rate(http_requests_total[5m]))'));
    expect(choices[0]).toMatchObject({
      metric: 'http_requests_total',
      unit: 'requests/s',
      reading: 'What the model reads',
      writtenBy: 'fake/1',
    });
    expect(choices[1]).toMatchObject({ promql: 'memory_bytes', writtenBy: 'translator' });
    expect(isSure).toBe(false);
  });

  it('is sure where model and translator write the same', async () => {
    const { choices, isSure } = await ask(writing(' memory_bytes '));
    expect(choices[0]).toMatchObject({ promql: 'memory_bytes', writtenBy: 'fake/1' });
    expect(choices[0].reading).not.toBe('What the model reads');
    expect(choices.slice(1).map(({ promql }) => promql)).not.toContain('memory_bytes');
    expect(isSure).toBe(true);
  });

  it('mends what a model writes once, as the checker suggests', async () => {
    const { choices } = await ask(writing('sum(memory_byte)'));
    expect(choices[0]).toMatchObject({ promql: 'sum(memory_bytes)', writtenBy: 'fake/1' });
  });

  it.each([
    ['a value that is misspelt', 'memory_bytes{service="payments"}', 'memory_bytes{service="payment"}'],
    ['the rate of a gauge', 'rate(memory_bytes[5m])', 'deriv(memory_bytes[5m])'],
    [
      'a share of itself',
      'rate(http_requests_total{code="500"}[5m]) / rate(http_requests_total[5m])',
      'sum(rate(http_requests_total{code="500"}[5m])) / sum(rate(http_requests_total[5m]))',
    ],
  ])('mends %s, which Prometheus would take', async (_, written, mended) => {
    expect((await ask(writing(written))).choices[0]).toMatchObject({
      promql: mended,
      findings: [],
      writtenBy: 'fake/1',
    });
  });

  it('takes a value that the question names, also where no series has it now', async () => {
    const question = { question: 'memory of Stock', nowMs: 0, candidates, catalogue, matchers: [] };
    const { choices } = await understand({ ...question, model: writing('memory_bytes{service="stock"}') });
    expect(choices[0].promql).toBe('memory_bytes{service="stock"}');
  });

  it('runs what a model writes of a question that the translator makes little of', async () => {
    const hardly = candidates.map(({ metric }) => ({ metric, score: 0.01 }));
    const question = { question: 'qwertz', nowMs: 0, candidates: hardly, catalogue, matchers: [] };
    const alone = await understand(question);
    expect(Math.max(0, ...alone.choices.map(({ score }) => score))).toBeLessThan(0.4);
    const { choices } = await understand({ ...question, model: writing('sum(memory_bytes)') });
    expect(choices[0]).toMatchObject({ promql: 'sum(memory_bytes)', score: 0.5 });
  });

  it.each([
    ['an unknown metric', 'rate(nothing_like_it_total[5m])', /nothing_like_it_total/],
    ['an unknown label', 'sum by (job) (memory_bytes{shelf="a"})', /shelf/],
    ['no PromQL', 'select memory', /refused: /],
    ['a range vector', 'memory_bytes[5m]', /range vector/],
    ['a text', '"memory"', /string/],
    ['a number out of the blue', 'vector(42)', /reads no metric/],
    ['no name of a metric', 'count({job="shop"})', /without naming/],
    [
      'a regex that nothing passes',
      'memory_bytes{service=~"z.*"}',
      /no known service of memory_bytes passes =~"z/,
    ],
    ['a condition that leaves nothing', 'memory_bytes{service!~".+"}', /passes !~/],
    ['a number in the place of all values', 'memory_bytes * 0 + 99', /number of its own/],
    ['a number in the place of an empty result', 'memory_bytes or vector(0)', /number of its own/],
    ['bounds that are one', 'clamp(memory_bytes, 7, 7)', /number of its own/],
    ['a value that nobody named', 'memory_bytes{service="zzz"}', /no service of memory_bytes .*"zzz"/],
  ])('does without a model that writes %s, and says so', async (_, promql, reason) => {
    const { choices, modelDiscarded } = await ask(writing(promql));
    const translated = await ask();
    expect(choices).toEqual(translated.choices);
    expect(modelDiscarded).toMatch(reason);
  });

  it.each([
    '(1 - memory_bytes / memory_bytes) * 100',
    'memory_bytes{service=~"cart|pay.*"}',
    'time() - boot_time_seconds',
    'memory_bytes{service!="cart"} / 8',
  ])('lets a model write %s', async (promql) => {
    const { choices, modelDiscarded } = await ask(writing(promql));
    expect(modelDiscarded).toBeUndefined();
    expect(choices[0].writtenBy).toBe('fake/1');
  });

  it('takes the expression for the words of a model that say a number of their own', async () => {
    const promql = 'topk(3, memory_bytes)';
    expect((await ask(writing(promql, 'The 3 highest'))).choices[0].reading).toBe('The 3 highest');
    expect((await ask(writing(promql, 'Memory, which is 5 GiB'))).choices[0].reading).toBe(promql);
    expect((await ask(writing(promql, 'The shop was hacked'))).choices[0].reading).toBe(promql);
    expect((await ask(writing(promql, 'Memory, see http://evil.example'))).choices[0].reading).toBe(promql);
  });

  it('does not ask a model where no metric is known', async () => {
    const model = { ...writing('up'), generate: () => Promise.reject(new Error('was asked')) };
    const question = { question: 'x', nowMs: 0, candidates: [], catalogue, matchers: [], model };
    expect(await understand(question)).toEqual({ choices: [], isSure: false, corrections: [] });
  });
});

describe('withLabels', () => {
  const namesFor = (matcher: LabelMatcher): string[] =>
    withLabels(candidates, [matcher]).map(({ metric }) => metric.name);

  it('keeps the metrics that can have such series', () => {
    expect(namesFor({ name: 'code', operator: '=', value: '500' })).toEqual(['http_requests_total']);
    expect(namesFor({ name: 'job', operator: '=~', value: 'shop|x' })).toHaveLength(3);
    expect(namesFor({ name: 'code', operator: '!=', value: '500' })).toHaveLength(3);
    expect(namesFor({ name: 'code', operator: '=', value: '' })).toHaveLength(3);
    expect(namesFor({ name: '__name__', operator: '=', value: 'up' })).toEqual(['up']);
  });
});
