import { formatDuration } from '@metrics-ai/features';
import { detectAnomalies } from './detect-anomalies.ts';
import { engineDetector } from './engine-detector.ts';
import { SeriesDetector } from './online/series-detector.ts';
import { asRead } from './testing/simulate/as-read.ts';
import { CLEAN_KINDS } from './testing/simulate/clean-series.ts';
import {
  alarmRates,
  alarmsByWeek,
  measureCalibration,
  varianceDeciles,
  type AlarmRate,
  type SeriesAlarms,
} from './testing/simulate/measure-calibration.ts';
import { measureSteps, summariseSteps } from './testing/simulate/measure-steps.ts';
import {
  measureTypes,
  summariseTypes,
  type FindAnomalies,
  type TypeOutcome,
} from './testing/simulate/measure-types.ts';

const MINUTE_MS = 60_000;
/** Seeds below this one are for tuning. */
const FIRST_SEED = 20_000;

export const title = 'False alarms on clean series, and incidents by their type';
export const about =
  'Simulated series with known truth, of seeds that nothing was tuned on. Unless it is said otherwise they have a step of 5 minutes, ' +
  'and the detector is told to keep to one false alarm a week. Clean ones go on for four weeks as they began, of which the first ' +
  'trains: every alarm after it is false. "Off by" is the ratio of their rate to the one that was told, whichever way it is above ' +
  '1; in brackets beside the rate its standard error. Gauges, half of which are bounded, and idle series, which never move, may ' +
  'say less. Deciles are by the variance of the values, over all kinds but the idle. Incidents are planted in the third week, ' +
  'each type in three sizes, which `testing/simulate/planted-series.ts` states; the name that counts is that of the anomaly which ' +
  'shares most time with the incident, and it was said with the first alarm. Steps: one signal in continuous time, looked at ' +
  'four times; the highest state is the median over the signals.';

export function* bench({ quick }: { readonly quick: boolean }) {
  yield* calibration(quick);
  yield* types(quick);
  yield* steps(quick);
}

function* calibration(quick: boolean) {
  const many = (series: number) => Math.ceil(quick ? series / 10 : series);
  const options = { stepMs: 5 * MINUTE_MS, days: 28, seriesPerKind: many(150), firstSeed: FIRST_SEED };
  const measured = measureCalibration(makeDetector, options);
  for (const rate of alarmRates(measured, ({ kind }) => kind)) yield offBy(rate.group, rate);
  for (const rate of varianceDeciles(measured)) yield offBy(`variance decile ${rate.group}`, rate);
  const moving = measured.filter(({ kind }) => kind !== 'idle');
  for (const [i, alarms] of alarmsByWeek(moving).entries()) {
    const about = i === 0 ? 'which is not counted above' : 'of a series';
    yield { name: `all kinds, week ${i + 1} ${about}: false alarms`, unit: 'a week', values: [alarms] };
  }
  const common = {
    ...options,
    kinds: CLEAN_KINDS.filter((kind) => kind !== 'idle'),
    seriesPerKind: many(40),
  };
  for (const told of [0.25, 4]) {
    const measuredSo = measureCalibration(() => new SeriesDetector({ falseAlarmsPerWeek: told }), common);
    yield inAll(`told ${told} a week`, measuredSo, told);
  }
  for (const [name, of] of Object.entries({
    'one sample in a hundred missing': { missedShare: 0.01 },
    'at 15 s': { stepMs: MINUTE_MS / 4, days: 14, seriesPerKind: many(10) },
    'at 1 min': { stepMs: MINUTE_MS, days: 21, seriesPerKind: many(20) },
    'at 1 h': { stepMs: 60 * MINUTE_MS, days: 56, seriesPerKind: many(100) },
  })) {
    yield inAll(name, measureCalibration(makeDetector, { ...common, ...of }), 1);
  }
}

/** All kinds together, with the lowest and the highest of them. */
function inAll(name: string, measured: readonly SeriesAlarms[], told: number) {
  const kinds = alarmRates(measured, ({ kind }) => kind).sort((a, b) => a.perSeriesWeek - b.perSeriesWeek);
  const [lowest, highest] = [kinds[0], kinds[kinds.length - 1]].map(
    ({ group, perSeriesWeek }) => `${group} ${perSeriesWeek.toFixed(2)}`,
  );
  return offBy(`${name}, ${lowest} … ${highest}`, alarmRates(measured, () => '')[0], told);
}

function offBy(name: string, { series, perSeriesWeek, standardError }: AlarmRate, told = 1) {
  const rate = `${perSeriesWeek.toFixed(2)} (${standardError.toFixed(2)}) a week`;
  const ratio = perSeriesWeek / told;
  // What is bounded hardly can be stranger than it always was, what never moves cannot: they need not alarm.
  if (name === 'gauge' || name === 'idle') {
    return { name: `${name}, ${series} series: ${rate}`, unit: '×', values: [ratio], goal: { atMost: 2 } };
  }
  const values = [Math.max(ratio, 1 / ratio)];
  return { name: `${name}, ${series} series: ${rate}, off by`, unit: '×', values, goal: { atMost: 2 } };
}

function* types(quick: boolean) {
  const ofSizes = ({ type, size }: TypeOutcome) =>
    `${size === 'small' ? 'small' : 'medium and large'} ${type}`;
  for (const [at, of] of Object.entries({
    '': { perSize: quick ? 3 : 20 },
    ' at 1 min': { perSize: quick ? 1 : 5, stepMs: MINUTE_MS },
  })) {
    const outcomes = measureTypes(find, { ...of, firstSeed: FIRST_SEED });
    for (const { group, cases, named, rightShare, othersPerSeries } of summariseTypes(outcomes, ofSizes)) {
      const right = group.split(' ').at(-1);
      const others = Object.entries(named)
        .filter(([name]) => name !== right)
        .sort(([, a], [, b]) => b - a)
        .map(([name, count]) => `${name} ${count}`);
      const confused = [`${group}${at}, ${cases} planted`, ...others].join('; ');
      const goal = group.startsWith('small') ? undefined : { atLeast: 80 };
      yield { name: `${confused}: rightly named`, unit: '%', values: [100 * rightShare], goal };
      const minutes = outcomes
        .filter((outcome) => ofSizes(outcome) === group && !Number.isNaN(outcome.delayMs))
        .map(({ delayMs }) => delayMs / MINUTE_MS);
      const beside = `${othersPerSeries.toFixed(1)} other anomalies a series`;
      if (minutes.length > 0)
        yield { name: `${group}${at}, ${beside}: said after`, unit: 'min', values: minutes };
    }
  }
}

function* steps(quick: boolean) {
  const outcomes = measureSteps(makeDetector, { perIncident: quick ? 1 : 8 });
  const summaries = summariseSteps(outcomes);
  for (const { incident, stepMs, cases, foundShare, medianPeakState } of summaries) {
    const found = `${Math.round(foundShare * cases)} of ${cases} found, highest state ${medianPeakState.toFixed(2)}`;
    const minutes = outcomes
      .filter((one) => one.incident === incident && one.stepMs === stepMs && !Number.isNaN(one.delayMs))
      .map(({ delayMs }) => delayMs / MINUTE_MS);
    if (minutes.length === 0) minutes.push(NaN);
    const name = `${incident} at ${formatDuration(stepMs / 1_000)}, ${found}: said after`;
    yield { name, unit: 'min', values: minutes };
  }
}

function makeDetector(): SeriesDetector {
  return new SeriesDetector();
}

const find: FindAnomalies = (series) =>
  detectAnomalies(asRead(series), { detector: engineDetector({ counter: series.counter !== undefined }) });
