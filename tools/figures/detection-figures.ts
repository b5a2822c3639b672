import { generateHistory } from '../demo/shop/history.ts';
import { shopIncidents, type Incident } from '../demo/shop/incidents.ts';
import { SeededRandom } from '../demo/shop/seeded-random.ts';
import { counterRate, type Series } from '@metrics-ai/timeseries';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const STEP_MS = 5 * MINUTE_MS;
/** A Sunday: the pictures end here, two weeks after daylight saving time began in America, two before it did in Europe. */
const END_MS = Date.UTC(2026, 2, 15);

/** A series with a story; the engine follows all of it, the last days are drawn. */
export interface Figure {
  readonly title: string;
  /** What happened: nobody tells the engine. */
  readonly truth: string;
  readonly unit: string;
  readonly series: Series;
  readonly shownDays: number;
  /** Says how many anomalies the seed detectors find. */
  readonly isCompared?: boolean;
  /** Of the profiles and of the picture. */
  readonly timeZone?: string;
}

/** By the names of their files. */
export const DETECTION_FIGURES: Readonly<Record<string, () => Figure>> = {
  outage: () => ({
    title: 'A daily rhythm with an outage',
    truth: 'six of seven visitors do not arrive: 10 March 11:05–17:05',
    unit: 'requests/s',
    series: ofShop('http_requests_total', 'frontend-1', [
      { ...scripted('cdn-outage'), ...period('10 11:05', '10 17:05') },
    ]),
    shownDays: 9,
  }),
  bursts: () => ({
    title: 'Bursts that are usual',
    truth: 'nothing happens: a latency with bursts, as it always was',
    isCompared: true,
    unit: 'seconds',
    series: burstyLatency(),
    shownDays: 9,
  }),
  'level-shift': () => ({
    title: 'Another level',
    truth: 'a release makes it miss 3.5 times as often: 9 March 09:30 – 10 March 16:00',
    unit: '1/s',
    series: ofShop('cache_misses_total', 'cache-0', [scripted('cache-ttl')]),
    shownDays: 9,
  }),
  trend: () => ({
    title: 'Another trend',
    truth: 'memory leaks, 14 MB an hour: 10 March 06:00 – 12 March 09:30',
    unit: 'bytes',
    series: ofShop('memory_usage', 'checkout-0', [
      { ...scripted('checkout-leak'), ...period('10 06:00', '12 09:30') },
    ]),
    shownDays: 9,
  }),
  stopped: () => ({
    title: 'No more samples',
    truth: 'the instance is lost: 13 March 10:17',
    unit: 'ratio',
    series: ofShop('cpu_usage', 'inventory-1', [
      { ...scripted('lost-instance'), ...period('13 10:17', '30 00:00') },
    ]),
    shownDays: 6,
  }),
  frozen: () => ({
    title: 'A value that no longer moves',
    truth: 'the exporter repeats what it read last: 12 March 08:00–20:00',
    unit: '',
    series: frozen(ofShop('active_sessions', 'frontend-0', []), '12 08:00', '12 20:00'),
    shownDays: 6,
  }),
  'clocks-utc': () => ({
    title: 'A job at six in the morning, in Berlin; profiles in UTC',
    truth: 'clocks go forward on 29 March: in UTC the job begins an hour earlier from then on',
    unit: 'ratio',
    series: berlinJob(),
    shownDays: 6,
  }),
  'clocks-berlin': () => ({
    title: 'The same job; profiles in Europe/Berlin',
    truth: 'it begins at six, as always',
    unit: 'ratio',
    series: berlinJob(),
    shownDays: 6,
    timeZone: 'Europe/Berlin',
  }),
};

function scripted(id: string): Incident {
  const incident = shopIncidents(END_MS).find((one) => one.id === id);
  if (incident === undefined) throw new RangeError(`the shop has no incident ${id}`);
  return incident;
}

/** `10 11:05`: a moment of March 2026, UTC. */
function moment(text: string): number {
  return Date.parse(`2026-03-${text.replace(' ', 'T')}:00Z`);
}

function period(start: string, end: string): Pick<Incident, 'startMs' | 'endMs'> {
  return { startMs: moment(start), endMs: moment(end) };
}

/** Three weeks of a series of the demo's shop, every fifth minute; of a counter the rate a second. */
function ofShop(metric: string, instance: string, incidents: readonly Incident[]): Series {
  const { series } = generateHistory({ nowMs: END_MS, days: 21, incidents });
  const one = series.find(({ labels }) => labels['__name__'] === metric && labels['instance'] === instance);
  if (one === undefined) throw new RangeError(`the shop has no ${metric} of ${instance}`);
  const isRead = (_: number, i: number): boolean => one.timestamps[i] % STEP_MS === 0;
  const read = {
    labels: one.labels,
    timestamps: one.timestamps.filter(isRead),
    values: one.values.filter(isRead),
  };
  return metric.endsWith('_total') ? counterRate(read) : read;
}

function frozen(series: Series, start: string, end: string): Series {
  const values = series.values.slice();
  const [from, to] = [moment(start), moment(end)].map((ms) => series.timestamps.indexOf(ms));
  if (from <= 0 || to < from) throw new RangeError(`there is no sample at ${start} or ${end}`);
  values.fill(values[from - 1], from, to);
  return { ...series, values };
}

/** Three weeks; some ten bursts a day of up to half a second, on a noisy median. */
function burstyLatency(): Series {
  const random = new SeededRandom(1, 'bursty latency');
  const timestamps = threeWeeks(END_MS);
  let burst = 0;
  const values = timestamps.map(() => {
    if (random.uniform() < 10 / 288) burst = 0.1 + 0.4 * random.uniform();
    else if (random.uniform() < 0.3) burst = 0;
    return 0.12 * Math.exp(0.25 * random.normal()) + burst * (0.8 + 0.4 * random.uniform());
  });
  return {
    labels: { __name__: 'http_request_duration_seconds', quantile: '0.99', instance: 'search-0' },
    timestamps,
    values,
  };
}

/** Four tenths of a processor from six to seven by the clocks of Berlin, and next to nothing otherwise. */
function berlinJob(): Series {
  const random = new SeededRandom(1, 'a job in Berlin');
  const forwardMs = Date.UTC(2026, 2, 29, 1);
  const timestamps = threeWeeks(Date.UTC(2026, 3, 2));
  const values = timestamps.map((ms) => {
    const hour = ((ms + (ms < forwardMs ? 1 : 2) * HOUR_MS) % DAY_MS) / HOUR_MS;
    return Math.max(0, (hour >= 6 && hour < 7 ? 0.4 : 0.03) * (1 + 0.05 * random.normal()));
  });
  return { labels: { __name__: 'cpu_usage', instance: 'reports-0' }, timestamps, values };
}

function threeWeeks(endMs: number): Float64Array {
  const points = (21 * DAY_MS) / STEP_MS;
  return Float64Array.from({ length: points }, (_, i) => endMs - (points - i) * STEP_MS);
}
