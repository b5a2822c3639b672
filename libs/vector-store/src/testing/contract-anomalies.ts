import { describe, expect, test } from '@jest/globals';
import { ANOMALY_TYPES } from '@metrics-ai/anomaly-detection';
import type { AnomalyOrder, RecordedAnomaly, RecordFilter, StoredRecord } from '../vector-store.ts';
import { named, sampleAnomaly, seededRandom, uuidOf, withoutVector } from './sample-records.ts';
import type { ContractSubject } from './store-contract.ts';

/** Listing the anomalies of all records: orders, filters, and pages while others write. */
export function describeAnomalies(subject: ContractSubject): void {
  const walk = async (
    tenant: string,
    order: AnomalyOrder,
    limit: number,
    filter?: RecordFilter,
    between: () => Promise<unknown> = () => Promise.resolve(),
  ): Promise<RecordedAnomaly[]> => {
    const walked: RecordedAnomaly[] = [];
    for (let after: string | undefined; ;) {
      const page = await subject.store.listAnomalies(tenant, { order, limit, filter, after });
      expect(page.anomalies.length).toBeLessThanOrEqual(limit);
      if (page.next !== undefined) expect(page.anomalies).toHaveLength(limit);
      walked.push(...page.anomalies);
      after = page.next;
      if (after === undefined) return walked;
      await between();
    }
  };
  /** Such as `a@5`, for the anomaly of a that starts at 5. */
  const nameOf = ({ record, anomaly }: RecordedAnomaly) => `${record.description}@${anomaly.startMs}`;
  const names = async (tenant: string, order: AnomalyOrder, filter?: RecordFilter) =>
    (await walk(tenant, order, 100, filter)).map(nameOf);

  describe('the list of anomalies', () => {
    test('has the latest first, or the strongest, each with its record as it was stored', async () => {
      const a = named('a', { anomalies: [sampleAnomaly(10, 12, 3), sampleAnomaly(50, 55, 2)] });
      const b = named('b', {
        labels: { job: 'j' },
        anomalies: [{ ...sampleAnomaly(30, 31, 7), isOngoing: true, onceInMs: 9e8 }],
      });
      const tenant = await subject.tenantWith(a, b, named('calm'));
      expect(await names(tenant, 'time')).toEqual(['a@50', 'b@30', 'a@10']);
      expect(await names(tenant, 'score')).toEqual(['b@30', 'a@10', 'a@50']);
      const [, second] = await walk(tenant, 'time', 10);
      expect(second).toEqual({ record: withoutVector(b), anomaly: b.anomalies[0] });
      expect(
        await subject.store.listAnomalies(await subject.tenantWith(), { order: 'time', limit: 1 }),
      ).toEqual({
        anomalies: [],
      });
    });

    test('goes by what is known: without a start there is no place, and by score none without a score', async () => {
      const tenant = await subject.tenantWith(
        named('a', { anomalies: [sampleAnomaly(NaN, 12, 3), sampleAnomaly(50, NaN, NaN)] }),
        named('b', { anomalies: [sampleAnomaly(-5, 0, Infinity), sampleAnomaly(0, 1, 0)] }),
        named('c', { anomalies: [sampleAnomaly(1, 2, -Infinity), sampleAnomaly(8e15, Infinity, 1e-9)] }),
      );
      expect(await names(tenant, 'time')).toEqual(['c@8000000000000000', 'a@50', 'c@1', 'b@0', 'b@-5']);
      expect(await names(tenant, 'score')).toEqual(['b@-5', 'c@8000000000000000', 'b@0', 'c@1']);
      for (const order of ['time', 'score'] as const) {
        expect((await walk(tenant, order, 1)).map(nameOf)).toEqual(await names(tenant, order));
      }
    });

    test('comes to every anomaly once, in one order whatever the size of the pages', async () => {
      const random = seededRandom(5);
      const records = Array.from({ length: 30 }, (_, i) =>
        named(`r${i}`, {
          // Few starts and fewer scores, so that pages end among equals.
          anomalies: Array.from({ length: i % 4 }, (__, j) =>
            sampleAnomaly(10 * j + Math.floor(3 * random()), 100, 2 + Math.floor(2 * random()) / 3),
          ),
        }),
      );
      const tenant = await subject.tenantWith(...records);
      const all = records.flatMap((record) => record.anomalies.map((anomaly) => nameOf({ record, anomaly })));
      for (const order of ['time', 'score'] as const) {
        const whole = await walk(tenant, order, 1000);
        expect(whole.map(nameOf).sort()).toEqual(all.toSorted());
        const values = whole.map(({ anomaly }) => (order === 'time' ? anomaly.startMs : anomaly.score));
        expect(values).toEqual(values.toSorted((x, y) => y - x));
        for (const limit of [1, 2, 7, all.length - 1, all.length]) {
          expect((await walk(tenant, order, limit)).map(nameOf)).toEqual(whole.map(nameOf));
        }
      }
      // Pages of one take many requests.
    }, 30_000);

    test('comes to what stays, once, while others store, replace and delete', async () => {
      const anomaliesOf = (i: number) => [sampleAnomaly(i % 7, 100, 1 + (i % 3)), sampleAnomaly(50, 60, 2)];
      const records = Array.from({ length: 24 }, (_, i) => named(`r${i}`, { anomalies: anomaliesOf(i) }));
      for (const order of ['time', 'score'] as const) {
        const tenant = await subject.tenantWith(...records);
        const before = (await walk(tenant, order, 1000)).map(nameOf);
        const deleted = new Set<string>();
        let round = 0;
        const walked = await walk(tenant, order, 5, undefined, async () => {
          // Of whatever place: where the page ended, one that has been, one that is to come.
          for (const gone of [records[round], records[23 - round]]) {
            deleted.add(gone.description);
            await subject.store.delete(tenant, [gone.id]);
          }
          await subject.store.upsert(
            tenant,
            records.filter(({ description }) => !deleted.has(description)),
          );
          await subject.store.upsert(tenant, [named(`new ${round++}`, { anomalies: anomaliesOf(round) })]);
        });
        const old = walked.map(nameOf).filter((name) => !name.startsWith('new'));
        const stays = (name: string) => !deleted.has(name.split('@')[0]);
        expect(old.filter(stays)).toEqual(before.filter(stays));
        expect(new Set(walked.map(nameOf)).size).toBe(walked.length);
        expect(round).toBeGreaterThan(3);
      }
    }, 30_000);

    test('has just the anomalies that pass, of the records that pass', async () => {
      const of = (given: Partial<StoredRecord>) => ({
        labels: { job: 'api' },
        watch: 'w',
        anomalies: [
          sampleAnomaly(100, 110, 9),
          { ...sampleAnomaly(200, 210, 2), type: 'drop' as const },
          { ...sampleAnomaly(300, 310, 5), type: 'stopped' as const },
        ],
        ...given,
      });
      const tenant = await subject.tenantWith(
        named('a', of({})),
        named('b', of({ labels: { job: 'db' }, metric: 'other', tags: ['rising'] })),
        named('c', of({ watch: '' })),
      );
      const passing = (filter: RecordFilter) => names(tenant, 'time', filter);
      const matchers = [{ name: 'job', operator: '=~' as const, value: 'd.' }];
      expect(await passing({ matchers })).toEqual(['b@300', 'b@200', 'b@100']);
      expect(await passing({ watch: '' })).toEqual(['c@300', 'c@200', 'c@100']);
      expect(await passing({ watch: 'w', metrics: ['up'], anomalyTypes: ['spike', 'stopped'] })).toEqual([
        'a@300',
        'a@100',
      ]);
      expect(await passing({ tags: ['rising'], anomalyTypes: ['drop'] })).toEqual(['b@200']);
      expect(await passing({ matchers, minAnomalyScore: 5 })).toEqual(['b@300', 'b@100']);
      expect(await passing({ matchers, anomalyFromMs: 110, anomalyToMs: 200 })).toEqual(['b@200', 'b@100']);
      expect(await passing({ matchers, anomalyFromMs: 111, anomalyToMs: 199 })).toEqual([]);
      expect(await passing({ matchers, anomalyFromMs: 111, minAnomalyScore: 3 })).toEqual(['b@300']);
      expect(await passing({ anomalyTypes: [] })).toEqual([]);
      expect(await passing({ metrics: [] })).toEqual([]);
      expect(await passing({ windowFromMs: 3e6 })).toEqual([]);
      for (const limit of [1, 2, 3]) {
        const walked = await walk(tenant, 'score', limit, { minAnomalyScore: 5, watch: 'w' });
        expect(walked.map(({ anomaly }) => anomaly.score)).toEqual([9, 9, 5, 5]);
      }
    });

    test('knows every type, in filters of records too', async () => {
      const tenant = await subject.tenantWith(
        ...ANOMALY_TYPES.map((type) => named(type, { anomalies: [{ ...sampleAnomaly(1, 2, 3), type }] })),
        named('two', {
          anomalies: [
            { ...sampleAnomaly(1, 2, 9), type: 'drop' },
            { ...sampleAnomaly(5, 6, 1), type: 'frozen' },
          ],
        }),
      );
      for (const type of ANOMALY_TYPES) {
        const named = type === 'drop' || type === 'frozen' ? [type, 'two'] : [type];
        expect(await subject.find(tenant, { anomalyTypes: [type] })).toEqual(named);
      }
      expect(await subject.find(tenant, { anomalyTypes: ['frozen'], minAnomalyScore: 2 })).toEqual([
        'frozen',
      ]);
      expect(await subject.find(tenant, { anomalyTypes: ['spike', 'frozen'], anomalyFromMs: 3 })).toEqual([
        'two',
      ]);
      expect(await subject.find(tenant, { anomalyTypes: [] })).toEqual([]);
      const strangest = await subject.store.strangest(tenant, 10, { anomalyTypes: ['frozen'] });
      expect(strangest.map(({ description }) => description)).toEqual(['frozen', 'two']);
    });

    test('is replaced and deleted with the record, and is of one tenant', async () => {
      const record = named('a', { anomalies: [sampleAnomaly(1, 2, 3), sampleAnomaly(5, 6, 4)] });
      const tenant = await subject.tenantWith(record);
      const other = await subject.tenantWith(record);
      await subject.store.upsert(tenant, [{ ...record, anomalies: [sampleAnomaly(9, 9, 9)] }]);
      for (const order of ['time', 'score'] as const) {
        expect(await names(tenant, order)).toEqual(['a@9']);
        expect(await names(other, order)).toEqual(['a@5', 'a@1']);
      }
      await subject.store.delete(tenant, [uuidOf('a')]);
      expect(await names(tenant, 'time')).toEqual([]);
      expect(await names(other, 'score')).toEqual(['a@5', 'a@1']);
    });

    test('lets pages end among very many equals', async () => {
      const records = Array.from({ length: 300 }, (_, i) =>
        named(`r${i}`, { anomalies: [sampleAnomaly(5, 6, 2), sampleAnomaly(3, 4, 2)] }),
      );
      const tenant = await subject.tenantWith(...records);
      for (const order of ['time', 'score'] as const) {
        const walked = await walk(tenant, order, 110);
        expect(new Set(walked.map(nameOf)).size).toBe(600);
        expect(walked).toHaveLength(600);
      }
      const late = await walk(tenant, 'score', 70, { anomalyFromMs: 5 });
      expect(late).toHaveLength(300);
    });
  });
}
