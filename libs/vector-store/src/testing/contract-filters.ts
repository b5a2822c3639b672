import { describe, expect, test } from '@jest/globals';
import type { FilterAlternative, LabelMatcher, RecordFilter } from '../vector-store.ts';
import { named, sampleAnomaly, vectorAt } from './sample-records.ts';
import type { ContractSubject } from './store-contract.ts';

/** Each condition of a RecordFilter, and all together. */
export function describeFilters(subject: ContractSubject): void {
  describe('a filter', () => {
    const matching = async (tenant: string, ...matchers: [string, LabelMatcher['operator'], string][]) =>
      subject.find(tenant, {
        matchers: matchers.map(([label, operator, value]) => ({ name: label, operator, value })),
      });

    test('matches labels as a Prometheus selector does', async () => {
      const tenant = await subject.tenantWith(
        named('api', { labels: { job: 'api', env: 'prod' } }),
        named('api-2', { labels: { job: 'api-2', env: '' } }),
        named('none'),
        named('odd', { labels: { job: 'a"p\\i\n=1', 'na=me': 'v', na: 'me=v' } }),
      );
      expect(await matching(tenant, ['job', '=', 'api'])).toEqual(['api']);
      expect(await matching(tenant, ['job', '!=', 'api'])).toEqual(['api-2', 'none', 'odd']);
      expect(await matching(tenant, ['job', '=', ''])).toEqual(['none']);
      expect(await matching(tenant, ['job', '!=', ''])).toEqual(['api', 'api-2', 'odd']);
      expect(await matching(tenant, ['env', '=', ''])).toEqual(['api-2', 'none', 'odd']);
      expect(await matching(tenant, ['job', '=~', 'api'])).toEqual(['api']);
      expect(await matching(tenant, ['job', '=~', 'api.*'])).toEqual(['api', 'api-2']);
      expect(await matching(tenant, ['job', '=~', 'pi.*'])).toEqual([]);
      expect(await matching(tenant, ['job', '=~', '.*'])).toEqual(['api', 'api-2', 'none', 'odd']);
      expect(await matching(tenant, ['job', '=~', '.+'])).toEqual(['api', 'api-2', 'odd']);
      expect(await matching(tenant, ['job', '=~', '(api)?'])).toEqual(['api', 'none']);
      expect(await matching(tenant, ['job', '=~', ''])).toEqual(['none']);
      expect(await matching(tenant, ['job', '!~', 'api.*'])).toEqual(['none', 'odd']);
      expect(await matching(tenant, ['job', '!~', '.+'])).toEqual(['none']);
      expect(await matching(tenant, ['job', '!~', '.*'])).toEqual([]);
      expect(await matching(tenant, ['job', '!~', 'api-2|'])).toEqual(['api', 'odd']);
      expect(await matching(tenant, ['job', '=', 'a"p\\i\n=1'])).toEqual(['odd']);
      expect(await matching(tenant, ['job', '=~', 'a.*1'])).toEqual(['odd']);
      expect(await matching(tenant, ['na', '=', 'me=v'], ['na=me', '=', 'v'])).toEqual(['odd']);
      expect(await matching(tenant, ['na=me', '=~', 'me.*'])).toEqual([]);
      expect(await matching(tenant, ['job', '=~', 'api.*'], ['env', '!=', ''])).toEqual(['api']);
      expect(await matching(tenant, ['nothing', '=', 'x'])).toEqual([]);
      expect(await matching(tenant, ['nothing', '!=', 'x'])).toHaveLength(4);
    });

    test('takes a pathological regex in linear time', async () => {
      const tenant = await subject.tenantWith(named('a', { labels: { job: 'a'.repeat(5000) } }));
      expect(await matching(tenant, ['job', '=~', '(a*)*b'])).toEqual([]);
    }, 5000);

    test('wants any of the metrics and all of the tags', async () => {
      const tenant = await subject.tenantWith(
        named('a', { metric: 'm_one', tags: ['x', 'y'] }),
        named('b', { metric: 'm_two', tags: ['y'] }),
        named('c', { metric: 'm_three', tags: [] }),
      );
      expect(await subject.find(tenant, { metrics: ['m_one', 'm_three', 'm_none'] })).toEqual(['a', 'c']);
      expect(await subject.find(tenant, { metrics: [] })).toEqual([]);
      expect(await subject.find(tenant, { tags: ['y'] })).toEqual(['a', 'b']);
      expect(await subject.find(tenant, { tags: ['y', 'x'] })).toEqual(['a']);
      expect(await subject.find(tenant, { tags: [] })).toEqual(['a', 'b', 'c']);
      expect(await subject.find(tenant, { tags: ['y'], metrics: ['m_two', 'm_three'] })).toEqual(['b']);
      expect(await subject.find(tenant, {})).toEqual(['a', 'b', 'c']);
    });

    test('wants the window to reach into the time asked for, ends included', async () => {
      const tenant = await subject.tenantWith(
        named('early', { startMs: 100, endMs: 200 }),
        named('late', { startMs: 300, endMs: 400 }),
        named('unknown', { startMs: NaN, endMs: NaN }),
      );
      expect(await subject.find(tenant, { windowFromMs: 200 })).toEqual(['early', 'late']);
      expect(await subject.find(tenant, { windowFromMs: 201 })).toEqual(['late']);
      expect(await subject.find(tenant, { windowToMs: 299 })).toEqual(['early']);
      expect(await subject.find(tenant, { windowFromMs: 150, windowToMs: 160 })).toEqual(['early']);
      expect(await subject.find(tenant, { windowFromMs: 201, windowToMs: 299 })).toEqual([]);
    });

    test('wants the window to have ended before a time', async () => {
      const tenant = await subject.tenantWith(
        named('early', { endMs: 200 }),
        named('late', { endMs: 400 }),
        named('unknown', { endMs: NaN }),
      );
      expect(await subject.find(tenant, { endedBeforeMs: 200 })).toEqual([]);
      expect(await subject.find(tenant, { endedBeforeMs: 200.5 })).toEqual(['early']);
      expect(await subject.find(tenant, { endedBeforeMs: 9e15 })).toEqual(['early', 'late']);
      expect(await subject.find(tenant, { endedBeforeMs: 9e15, windowFromMs: 201 })).toEqual(['late']);
    });

    test('tells the records of one watch from those of others and from those ingested by hand', async () => {
      const tenant = await subject.tenantWith(
        named('a', { watch: 'nodes' }),
        named('b', { watch: 'nodes 2' }),
        named('c', { watch: '' }),
        named('d', { watch: 'Ünï "quoted"' }),
      );
      expect(await subject.find(tenant, { watch: 'nodes' })).toEqual(['a']);
      expect(await subject.find(tenant, { watch: 'Ünï "quoted"' })).toEqual(['d']);
      expect(await subject.find(tenant, { watch: '' })).toEqual(['c']);
      expect(await subject.find(tenant, { watch: 'NODES' })).toEqual([]);
      await subject.store.upsert(tenant, [named('a', { watch: '' }), named('c', { watch: 'nodes' })]);
      expect(await subject.find(tenant, { watch: 'nodes' })).toEqual(['c']);
      expect(await subject.find(tenant, { watch: '' })).toEqual(['a']);
    });

    test('wants one and the same anomaly to be in time and strong enough', async () => {
      const tenant = await subject.tenantWith(
        named('weak now, strong before', {
          anomalies: [sampleAnomaly(100, 110, 9), sampleAnomaly(200, 210, 2)],
        }),
        named('strong now', { anomalies: [sampleAnomaly(205, 220, 5)] }),
        named('unknown score', { anomalies: [sampleAnomaly(200, 210, NaN)] }),
        named('calm'),
      );
      expect(
        await subject.find(tenant, { anomalyFromMs: 200, anomalyToMs: 300, minAnomalyScore: 3 }),
      ).toEqual(['strong now']);
      expect(await subject.find(tenant, { anomalyFromMs: 211 })).toEqual(['strong now']);
      expect(await subject.find(tenant, { anomalyFromMs: 200 })).toEqual([
        'strong now',
        'unknown score',
        'weak now, strong before',
      ]);
      expect(await subject.find(tenant, { anomalyToMs: 199 })).toEqual(['weak now, strong before']);
      expect(await subject.find(tenant, { anomalyBegunFromMs: 205 })).toEqual(['strong now']);
      expect(await subject.find(tenant, { anomalyBegunFromMs: 100, anomalyToMs: 199 })).toEqual([
        'weak now, strong before',
      ]);
      expect(await subject.find(tenant, { anomalyBegunFromMs: 101, anomalyToMs: 199 })).toEqual([]);
      expect(await subject.find(tenant, { minAnomalyScore: 5 })).toEqual([
        'strong now',
        'weak now, strong before',
      ]);
    });

    test('combines all conditions', async () => {
      const fits = { metric: 'm', tags: ['t'], labels: { job: 'j' }, anomalies: [sampleAnomaly(5, 6, 3)] };
      const tenant = await subject.tenantWith(
        named('fits', fits),
        named('other metric', { ...fits, metric: 'n' }),
        named('other tag', { ...fits, tags: [] }),
        named('other job', { ...fits, labels: { job: 'k' } }),
        named('other time', { ...fits, startMs: 9e9, endMs: 9e9 }),
        named('calm', { ...fits, anomalies: [] }),
      );
      const filter: RecordFilter = {
        metrics: ['m'],
        tags: ['t'],
        matchers: [{ name: 'job', operator: '=~', value: 'j|l' }],
        windowToMs: 3e6,
        minAnomalyScore: 1,
      };
      expect(await subject.find(tenant, filter)).toEqual(['fits']);
    });

    test('wants one alternative of each list', async () => {
      const drop = (...given: Parameters<typeof sampleAnomaly>) => ({
        ...sampleAnomaly(...given),
        type: 'drop' as const,
      });
      const tenant = await subject.tenantWith(
        named('x', { tags: ['x'] }),
        named('xy', {
          tags: ['x', 'y'],
          anomalies: [drop(1e6, 2e6, 1)],
        }),
        named('z', { tags: ['z'] }),
        named('drop', { anomalies: [drop(3e6, 4e6, 2)] }),
        named('spike', { anomalies: [sampleAnomaly(3e6, 4e6, 1)] }),
      );
      const find = (...anyOf: (readonly FilterAlternative[])[]) => subject.find(tenant, { anyOf });
      const drops: FilterAlternative = { anomalyTypes: ['drop'], anomalyFromMs: 3e6 };
      expect(await find([{ tags: ['x'] }, { tags: ['z'] }])).toEqual(['x', 'xy', 'z']);
      expect(await find([{ tags: ['x', 'y'] }, drops])).toEqual(['drop', 'xy']);
      expect(await find([{ tags: ['x'], anomalyTypes: ['drop'] }, { minAnomalyScore: 2 }])).toEqual([
        'drop',
        'xy',
      ]);
      expect(await find([{ tags: ['x'] }, { tags: ['z'] }], [{ tags: ['y'] }, drops])).toEqual(['xy']);
      expect(await find([{ tags: ['none'] }])).toEqual([]);
      expect(await find([])).toEqual([]);
      expect(await find()).toHaveLength(5);
      expect(await subject.find(tenant, { tags: ['y'], anyOf: [[{ tags: ['x'] }, drops]] })).toEqual(['xy']);
      expect(await subject.store.count(tenant, { anyOf: [[{ tags: ['z'] }, drops]] })).toBe(2);
      await expect(find([{}])).rejects.toThrow('filter.anyOf[0][0] must hold at least one condition');
      await expect(find([{ tags: ['x'] }, { minAnomalyScore: NaN }])).rejects.toThrow('filter.anyOf[0][1]');
    });

    test('keeps records that do not pass from taking a place', async () => {
      const records = Array.from({ length: 300 }, (_, i) =>
        named(`r${i}`, {
          text: 'common word',
          tags: i % 30 === 0 ? ['rare'] : [],
          vector: vectorAt(i / 4),
        }),
      );
      const tenant = await subject.tenantWith(...records);
      for (const side of [
        { vector: vectorAt(0) },
        { text: 'common' },
        { vector: vectorAt(0), text: 'common' },
      ]) {
        const hits = await subject.store.search(tenant, { ...side, topK: 10, filter: { tags: ['rare'] } });
        expect(hits).toHaveLength(10);
        expect(hits.every((hit) => hit.record.tags.includes('rare'))).toBe(true);
      }
    });
  });
}
