import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { findBinary } from '@metrics-ai/prometheus-client/testing';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApi, type ApiAnswer, type ApiProcess } from '../testing/api-process.ts';

jest.setTimeout(120_000);

const read = (path: string): Promise<string> =>
  readFile(new URL(`../../../../${path}`, import.meta.url), 'utf8');

/** The examples of docs/detect.md in a language. */
const example = async (language: string): Promise<string> => {
  const [, code] = new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(await read('docs/detect.md')) ?? [];
  return code;
};

const START_SECONDS = Date.UTC(2026, 0, 5) / 1000;

/** Days of a minute each: a daily course, noise, and half an hour twice as high, an hour before the end. */
function samples(days: number): { timestamps: number[]; values: number[] } {
  const minutes = Array.from({ length: days * 1_440 }, (_, i) => i);
  return {
    timestamps: minutes.map((i) => START_SECONDS + 60 * i),
    values: minutes.map((i) => {
      const isIncident = i >= minutes.length - 60 && i < minutes.length - 30;
      return (
        (isIncident ? 2 : 1) * (50 + 10 * Math.sin((2 * Math.PI * i) / 1_440) + ((i * 7_919) % 101) / 40)
      );
    }),
  };
}

describe('POST /detect, without a Prometheus', () => {
  let api: ApiProcess;

  beforeAll(async () => {
    api = await startApi({
      PROMETHEUS_URL: 'http://127.0.0.1:9',
      MAX_BODY_BYTES: '20000',
      WORKER_THREADS: '1',
    });
  });

  afterAll(() => api.stop());

  const detect = (body: unknown): Promise<ApiAnswer> => api.request('POST', '/detect', body);

  it('finds the anomaly, and judges each sample', async () => {
    const given = samples(4);
    const { status, headers, body } = await detect({ ...given, name: 'Orders', unit: 'requests/s' });
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(body).toMatchObject({ detector: 'engine', judged: 4 * 1_440 - 40, warnings: [] });
    for (const name of ['score', 'onset', 'expected', 'lower', 'upper']) {
      expect(body[name]).toHaveLength(4 * 1_440);
      expect(body[name].slice(0, 40)).toEqual(Array(40).fill(null));
      expect(body[name].slice(40)).toEqual(Array(4 * 1_440 - 40).fill(expect.any(Number)));
    }
    const incident = body.anomalies.at(-1);
    const startSeconds = given.timestamps.at(-60) ?? 0;
    expect(Date.parse(incident.detected) / 1000).toBe(startSeconds);
    expect(incident).toMatchObject({
      reason: expect.stringMatching(/^Orders .* requests\/s/),
      detectors: ['engine'],
      signals: expect.arrayContaining([{ name: 'residual', share: expect.any(Number) }]),
    });
    expect(body.onset.at(-60)).toBeGreaterThan(1);
  });

  it('judges from a time on, what is text as what is numbers, and all gaps alike', async () => {
    const given = samples(3);
    const gaps: (number | string | null)[] = [...given.values];
    gaps[100] = null;
    gaps[200] = null;
    gaps[300] = null;
    const plain = (await detect({ ...given, values: gaps })).body;
    expect(plain.score[200]).toBeNull();
    const written = gaps.map((value) => (value === null ? null : String(value)));
    written[100] = 'NaN';
    written[200] = '+Inf';
    const fromSeconds = given.timestamps[4_000];
    const { body } = await detect({
      timestamps: given.timestamps.map((seconds) => new Date(seconds * 1000).toISOString()),
      values: written,
      judge_from: fromSeconds,
    });
    expect(body.score.slice(0, 4_000)).toEqual(Array(4_000).fill(null));
    expect(body.score.slice(4_000)).toEqual(plain.score.slice(4_000));
    expect(body.judged).toBe(320);
    const reaching = plain.anomalies.filter(
      ({ end }: { end: string }) => Date.parse(end) / 1000 >= fromSeconds,
    );
    expect(reaching).not.toHaveLength(0);
    expect(body.anomalies).toEqual(reaching);
  });

  it('judges counters, and with other detectors', async () => {
    const given = samples(3);
    let total = 0;
    const values = given.values.map((value) => (total += 60 * value));
    const { body } = await detect({ ...given, values, counter: true });
    expect(body.anomalies.at(-1).expected).toBeGreaterThan(35);
    expect(body.anomalies.at(-1).expected).toBeLessThan(70);
    const other = (await detect({ ...given, detection: { detector: 'z-score' } })).body;
    expect(other.detector).toBe('z-score');
    expect(other.onset).toEqual(Array(3 * 1_440).fill(null));
    const never = { false_alarms_per_week: 1, min_deviation: { relative: 9 } };
    expect((await detect({ ...given, detection: never })).body.anomalies).toEqual([]);
  });

  it('says nothing of maintenance and of what is normal, and the rest as ever', async () => {
    const given = samples(3);
    const fromEnd = (minutes: number): number => given.timestamps.at(-minutes) ?? NaN;
    const [start, end] = [fromEnd(60), fromEnd(31)];
    const detectWith = async (...marked: object[]) =>
      (await detect({ ...given, detection: { marked } })).body;
    const inside = <T>(column: T[]): T[] => column.slice(-60, -30);
    const alarms = (column: number[]): number => column.filter((onset) => onset > 1).length;
    const plain = (await detect(given)).body;
    expect(alarms(inside(plain.onset))).toBeGreaterThan(0);

    const maintained = await detectWith({ start, end, as: 'maintenance' });
    expect(inside(maintained.score)).toEqual(Array(30).fill(null));
    expect(maintained.score.slice(0, -60)).toEqual(plain.score.slice(0, -60));
    expect(maintained.judged).toBe(plain.judged - 30);
    const before = plain.anomalies.filter((each: { end: string }) => Date.parse(each.end) < 1000 * start);
    expect(maintained.anomalies).toEqual(before);

    const [from, to] = [start, end].map((seconds) => new Date(seconds * 1000).toISOString());
    const normal = await detectWith({ start: from, end: to, as: 'normal' });
    expect(alarms(inside(normal.onset))).toBe(0);
    expect(Math.max(...inside<number>(normal.score))).toBeLessThanOrEqual(1);

    const earlier = { start: fromEnd(2_000), end: fromEnd(1_900), as: 'maintenance' };
    const incident = await detectWith({ start, end, as: 'incident' }, earlier);
    expect(alarms(inside(incident.onset))).toBeGreaterThan(0);
    expect(incident.judged).toBe(plain.judged - 101);
  });

  it('judges the example of the explorer', async () => {
    const { components } = (await api.request('GET', '/docs-json')).body;
    const { status, body } = await detect(components.schemas.DetectRequest.example);
    expect(status).toBe(200);
    expect(body.anomalies.map(({ detected }: { detected: string }) => detected)).toEqual([
      '2026-01-30T18:00:00.000Z',
    ]);
  });

  it('takes as many samples as one series may have, and no more', async () => {
    const days = Math.floor(100_000 / 1_440);
    const body = samples(days);
    const timestamps = body.timestamps.map((seconds) => new Date(seconds * 1000).toISOString());
    const answer = await detect({ ...body, timestamps });
    expect(answer.status).toBe(200);
    expect(answer.body.score).toHaveLength(days * 1_440);
    const tooMany = await detect({ ...body, timestamps: Array(100_001).fill(0), values: [] });
    expect(tooMany.status).toBe(400);
    expect(tooMany.body.errors).toEqual([
      { field: 'timestamps', message: 'has 100001 entries, at most 100000 are allowed' },
    ]);
    expect((await detect({ timestamps: [], values: Array(400_000).fill('1.2345678901234') })).status).toBe(
      413,
    );
  });

  const times = [0, 60, 120];
  const withMarked = (...marked: object[]) => ({ timestamps: times, values: times, detection: { marked } });
  it.each<[string, object, string, RegExp]>([
    ['no body fields', {}, 'timestamps', /must be an array/],
    [
      'a value too few',
      { timestamps: times, values: [1, 2] },
      'values',
      /has 2 entries, and timestamps has 3/,
    ],
    [
      'times out of order',
      { timestamps: [0, 120, 60], values: [1, 2, 3] },
      'timestamps.2',
      /1m earlier than/,
    ],
    [
      'a time twice',
      { timestamps: [0, 60, 60], values: [1, 2, 3] },
      'timestamps.2',
      /same time as timestamps.1/,
    ],
    ['no samples', { timestamps: [], values: [] }, 'timestamps', /must not be empty/],
    [
      'a time that is none',
      { timestamps: [0, 'noon', 120], values: [1, 2, 3] },
      'timestamps.1',
      /"noon" is not a time/,
    ],
    ['a time of null', { timestamps: [null], values: [1] }, 'timestamps.0', /must be a time/],
    ['milliseconds', { timestamps: [1769860800000], values: [1] }, 'timestamps.0', /divide by 1000/],
    [
      'a value that is none',
      { timestamps: times, values: [1, true, 3] },
      'values.1',
      /must be a number, null/,
    ],
    ['a word for a value', { timestamps: times, values: [1, 'nil', 3] }, 'values.1', /"NaN"/],
    ['a bad judge_from', { timestamps: times, values: times, judge_from: 'x' }, 'judge_from', /RFC 3339/],
    ['a field too many', { timestamps: times, values: times, options: {} }, 'options', /not a known field/],
    [
      'an unknown detector',
      { timestamps: times, values: times, detection: { detector: 'magic' } },
      'detection.detector',
      /must be one of engine, /,
    ],
    ['endless periods', withMarked({ start: 0, as: 'normal' }), 'detection.marked.0.end', /time such as/],
    [
      'periods without end',
      withMarked(...Array.from({ length: 101 }, (_, i) => ({ start: 2 * i, end: 2 * i + 1, as: 'normal' }))),
      'detection.marked',
      /<=100/,
    ],
    [
      'a period that ends before it starts',
      withMarked({ start: 60, end: 0, as: 'normal' }),
      'detection.marked.0.end',
      /must not be before start/,
    ],
    [
      'periods that overlap',
      withMarked({ start: 60, end: 120, as: 'normal' }, { start: 0, end: 60, as: 'incident' }),
      'detection.marked.0.start',
      /1970-01-01T00:01:00.000Z: periods must not overlap/,
    ],
    [
      'a mark that there is not',
      withMarked({ start: 0, end: 60, as: 'holiday' }),
      'detection.marked.0.as',
      /must be one of maintenance, incident, normal/,
    ],
    [
      'a period in milliseconds',
      withMarked({ start: 1769860800000, end: 1769875200000, as: 'normal' }),
      'detection.marked.0.start',
      /divide by 1000/,
    ],
    [
      'marked periods for another detector',
      { timestamps: times, values: times, detection: { detector: 'z-score', marked: [] } },
      'detection.marked',
      /is an option of the detector engine, not of z-score/,
    ],
  ])('refuses %s with 400 and names the place', async (_, body, field, message) => {
    const answer = await detect(body);
    expect(answer.status).toBe(400);
    const error = answer.body.errors.find((each: { field: string }) => each.field === field);
    expect(error?.message ?? JSON.stringify(answer.body)).toMatch(message);
  });

  it('tells no more than twenty mistakes, and refuses a bare NaN', async () => {
    const { body } = await detect({ timestamps: Array(5_000).fill('x'), values: Array(5_000).fill({}) });
    expect(body.errors).toHaveLength(20);
    const bare = await detect('{"timestamps": [1, 2], "values": [1, NaN]}');
    expect([bare.status, bare.body.detail]).toEqual([400, expect.stringContaining('NaN')]);
  });

  const itWith = (...programs: string[]) => (programs.every(findBinary) ? it : it.skip);
  itWith(
    'bash',
    'jq',
    'curl',
  )(
    'answers the shell example of docs/detect.md (skipped where bash, jq or curl is not installed)',
    async () => {
      const script = (await example('bash')).replace('http://localhost:8001', api.url);
      const anomaly = JSON.parse(execFileSync('bash', ['-c', script], { encoding: 'utf8' })) as object;
      expect(anomaly).toMatchObject({
        detected: '2026-02-03T10:00:00.000Z',
        reason: expect.stringMatching(/^Temperature /),
      });
    },
  );

  itWith('python3')(
    'answers the Python example of docs/detect.md (skipped where python3 is not installed)',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'metrics-ai-detect-'));
      try {
        const { timestamps, values } = samples(3);
        const rows = timestamps.map((seconds, i) => {
          const time = new Date(seconds * 1000).toISOString();
          return `${time},${i === 50 ? '' : values[i]}`;
        });
        await writeFile(join(folder, 'orders.csv'), `time,orders\n${rows.join('\n')}\n`);
        const script = (await example('python')).replace('http://localhost:8001', api.url);
        const told = execFileSync('python3', ['-c', script], { cwd: folder, encoding: 'utf8' });
        const time = new Date((timestamps.at(-60) ?? 0) * 1000).toISOString();
        expect(told).toContain(`${time} `);
        expect(told).toContain(`alarm at ${time}`);
      } finally {
        await rm(folder, { recursive: true });
      }
    },
  );
});
