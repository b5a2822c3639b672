import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ConfigError } from './environment.ts';
import { parseWatchFile, readWatchFile, watchFileSchema } from './watch-file.ts';

const DAY_MS = 86_400_000;
const root = (path: string): string => fileURLToPath(new URL(`../../../../${path}`, import.meta.url));

/** What is wrong with a file, a line each. */
function mistakesOf(text: string): string[] {
  try {
    parseWatchFile(text, 'file.yaml');
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    const [title, ...lines] = (error as Error).message.split('\n');
    expect(title).toBe('the watch file file.yaml is wrong:');
    return lines.map((line) => line.trim());
  }
  throw new Error('nothing is wrong with it');
}

describe('parseWatchFile', () => {
  it('needs a name and what to watch', () => {
    expect(parseWatchFile('watches: [{ name: node, match: up }]', 'x')).toEqual([
      {
        name: 'node',
        tenant: 'default',
        source: { kind: 'match', match: 'up' },
        everyMs: 300_000,
        lookbackMs: undefined,
        stepMs: undefined,
        dropLabels: [],
        expireAfterMs: 14 * DAY_MS,
        maxSeries: 10_000,
        shards: 1,
      },
    ]);
  });

  it('reads everything that may be said of a watch', () => {
    const text = `
      watches:
        - name: errors
          query: sum by (job) (rate(x[5m]))
          every: 1m30s
          lookback: 1w
          step: 1m
          drop_labels: [replica, pod]
          detection:
            false_alarms_per_week: 0.5
            time_zone: Europe/Zurich
            min_deviation: { relative: 0.1 }
            marked:
              - { start: 2026-11-27T00:00:00+01:00, end: 2026-11-30T23:59:59+01:00, as: normal }
              - { start: 1769860800, end: 1769875200, as: maintenance }
          expire_after: 2d
          max_series: 7
          tenant: shop`;
    expect(parseWatchFile(text, 'x')).toEqual([
      {
        name: 'errors',
        tenant: 'shop',
        source: { kind: 'query', query: 'sum by (job) (rate(x[5m]))' },
        everyMs: 90_000,
        lookbackMs: 7 * DAY_MS,
        stepMs: 60_000,
        dropLabels: ['replica', 'pod'],
        detection: {
          detector: undefined,
          falseAlarmsPerWeek: 0.5,
          timeZone: 'Europe/Zurich',
          minDeviation: { relative: 0.1 },
          marked: [
            { fromMs: Date.UTC(2026, 10, 26, 23), toMs: Date.UTC(2026, 10, 30, 22, 59, 59), as: 'normal' },
            { fromMs: Date.UTC(2026, 0, 31, 12), toMs: Date.UTC(2026, 0, 31, 16), as: 'maintenance' },
          ],
        },
        expireAfterMs: 2 * DAY_MS,
        maxSeries: 7,
        shards: 1,
      },
    ]);
  });

  it('names every mistake at once, with its line', () => {
    const text = `watches:
  - name: a
    match: '{job="x"'
    evry: 10s
  - name: a
    query: sum(rate(x[1m]))
    match: up
    every: 5x
    shards: 3
    max_series: many
  - every: 1s
    lookback: 1h
    expire_after: 2h
  - name: b
    match: up
    detection:
      marked:
        - { start: 2026-11-27T00:00:00Z, end: 2026-11-26T00:00:00Z, as: normal }
        - { start: 2026-11-27, end: 1764201600000, as: holiday }
        - { start: 2026-11-28T00:00:00Z, as: normal, reason: sale }
  - name: c
    match: up
    detection:
      marked:
        - { start: 2026-11-27T02:00:00Z, end: 2026-11-27T04:00:00Z, as: maintenance }
        - { start: 2026-11-27T04:00:00Z, end: 2026-11-27T05:00:00Z, as: incident }
interval: 5m`;
    const mistakes = mistakesOf(text);
    for (const expected of [
      /^line 3: watches\[0\]\.match: PromQL/,
      /^line 4: watches\[0\]\.evry: is not a known key: these are name, match/,
      /^line 5: watches\[1\]: must have either match or query/,
      /^line 5: watches\[1\]\.name: is the name of watches\[0\] already/,
      /^line 8: watches\[1\]\.every: "5x" is not a duration/,
      /^line 9: watches\[1\]\.shards: must be 1 where there is a query/,
      /^line 10: watches\[1\]\.max_series: must be a whole number/,
      /^line 11: watches\[2\]\.name: is missing/,
      /^line 11: watches\[2\]: must have either match or query/,
      /^line 11: watches\[2\]\.every: 1s must lie between 10s and 1w/,
      /^line 13: watches\[2\]\.expire_after: must not be longer than the lookback \(1h\)/,
      /^line 18: watches\[3\]\.detection\.marked\[0\]\.end: must not be before start/,
      /^line 19: watches\[3\]\.detection\.marked\[1\]\.start: "2026-11-27" is not a time: use RFC 3339/,
      /^line 19: watches\[3\]\.detection\.marked\[1\]\.end: 1764201600000 looks like milliseconds: divide/,
      /^line 19: watches\[3\]\.detection\.marked\[1\]\.as: must be one of maintenance, incident, normal$/,
      /^line 20: watches\[3\]\.detection\.marked\[2\]\.end: is missing/,
      /^line 20: watches\[3\]\.detection\.marked\[2\]\.reason: is not a known key: these are start, end, as$/,
      /^line 26: watches\[4\]\.detection\.marked\[1\]\.start: is not after the end of the .*, 2026-11-27T04:00:00\.000Z: /,
      /^line 27: interval: is not a known key: these are watches/,
    ]) {
      expect(mistakes).toContainEqual(expect.stringMatching(expected));
    }
    expect(mistakes).toHaveLength(19);
  });

  it.each([
    ['', /the file: /],
    ['watches: 7', /watches: /],
    ['watches: [7]', /watches\[0\]: /],
    ['watches: [{ name: a, match: up, match: up }]', /line 1: Map keys must be unique/],
    ['watches: [', /line 1: /],
    ['watches: [{ name: "a b", match: up }]', /watches\[0\]\.name: must be 1 to 100 letters/],
    ['watches: [{ name: a, match: "sum(up)" }]', /watches\[0\]\.match: /],
    ['watches: [{ name: a, match: up, tenant: "a/b" }]', /watches\[0\]\.tenant: must be 1 to 150/],
    [
      'watches: [{ name: a, match: up, detection: { detector: zscore } }]',
      /watches\[0\]\.detection\.detector: must be one of engine, baseline, z-score, iqr, isolation-forest/,
    ],
    [
      'watches: [{ name: a, match: up, detection: { detector: iqr, time_zone: UTC } }]',
      /watches\[0\]\.detection\.time_zone: is an option of the detector engine, not of iqr/,
    ],
    [
      'watches: [{ name: a, match: up, detection: { time_zone: Bern, false_alarms_per_week: 0 } }]',
      /false_alarms_per_week: must be more than 0\n.*time_zone: must be the IANA name of a time zone/,
    ],
    [
      'watches: [{ name: a, match: up, detection: { detektor: iqr } }]',
      /detection\.detektor: is not a known key: these are detector, false_alarms_per_week, time_zone, min_deviation, marked$/,
    ],
    [
      'watches: [{ name: a, match: up, detection: { min_deviation: { percent: 3, absolute: -1 } } }]',
      /min_deviation\.absolute: .*>=0.*\n.*percent: is not a known key: these are absolute, relative$/,
    ],
    [
      'watches: [{ name: a, match: up, detection: { detector: iqr, marked: [] } }]',
      /watches\[0\]\.detection\.marked: is an option of the detector engine, not of iqr/,
    ],
    [
      `watches: [{ name: a, match: up, detection: { marked: [${'{}, '.repeat(101)}] } }]`,
      /^line 1: watches\[0\]\.detection\.marked: .*<=100/,
    ],
    ['watches: [{ name: a, match: up, step: 1d, lookback: 1h }]', /watches\[0\]\.step: must not be longer/],
    [`a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n${'d: [*c,*c,*c,*c]\n'.repeat(40)}`, /line \d+: |alias/],
  ])('says what is wrong with %j', (text, message) => {
    expect(mistakesOf(text).join('\n')).toMatch(message);
  });
});

describe('readWatchFile', () => {
  it('says why a file cannot be read', () => {
    expect(() => readWatchFile('/nowhere/metrics-ai.yaml')).toThrow(/watch file \/nowhere.*ENOENT/s);
  });

  it('reads the example, whose first watch shows the defaults', () => {
    const [node, ...others] = readWatchFile(root('metrics-ai.example.yaml'));
    const [bare] = parseWatchFile(`watches: [{ name: node, match: '{job="node"}' }]`, 'x');
    expect(node).toEqual(bare);
    expect(others).toHaveLength(2);
  });
});

describe('docs/watches.md', () => {
  it('has only examples that can be used', () => {
    const examples = [...readFileSync(root('docs/watches.md'), 'utf8').matchAll(/```yaml\n(.*?)```/gs)];
    expect(examples).not.toHaveLength(0);
    for (const [, text] of examples) expect(parseWatchFile(text, 'docs/watches.md')).not.toHaveLength(0);
  });
});

describe('docs/metrics-ai.schema.json', () => {
  it('is what the code says: npm run watch-schema writes it anew', () => {
    const written: unknown = JSON.parse(readFileSync(root('docs/metrics-ai.schema.json'), 'utf8'));
    expect(written).toEqual(JSON.parse(JSON.stringify(watchFileSchema())));
  });
});
