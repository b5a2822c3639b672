import { ANOMALY_TYPES, type AnomalyType } from '../../anomaly.ts';
import { plantedSeries, SIZE_NAMES, type PlantedSeries, type SizeName } from './planted-series.ts';
import { DAY_MS, HOUR_MS } from './rhythm.ts';

/** An anomaly that was found. */
export interface Found {
  readonly type: string;
  readonly startMs: number;
  readonly endMs: number;
  /** When it was said, if that was later than its start. */
  readonly detectedMs?: number;
}

/** Finds the anomalies of a whole series, as a live detector would have said them. */
export type FindAnomalies = (series: PlantedSeries) => readonly Found[];

export interface TypesOptions {
  readonly types?: readonly AnomalyType[];
  readonly sizes?: readonly SizeName[];
  /** How many of each type and size, each in a series of its own; their seeds count from `firstSeed`, default 0. */
  readonly perSize: number;
  readonly firstSeed?: number;
  /** Default five minutes. */
  readonly stepMs?: number;
}

/** What came of one planted incident. */
export interface TypeOutcome {
  readonly type: AnomalyType;
  readonly size: SizeName;
  readonly seed: number;
  readonly about: string;
  /** The type of the anomaly that shares most time with the incident, of equals the first; `undefined`: missed. */
  readonly named: string | undefined;
  /** From the incident's first moment until an anomaly was said; NaN: missed. */
  readonly delayMs: number;
  /** Anomalies in the second week and after it that have nothing to do with the incident. */
  readonly others: number;
}

/** Counting of others begins after a week, as calibration does. */
const WARM_UP_MS = 7 * DAY_MS;
/** The return to normal may be an anomaly of its own, for a day. */
const AFTERMATH_MS = DAY_MS;

/** Plants incidents and compares them with what is found. */
export function measureTypes(find: FindAnomalies, options: TypesOptions): TypeOutcome[] {
  const { types = ANOMALY_TYPES, sizes = SIZE_NAMES, perSize, firstSeed = 0, stepMs } = options;
  const outcomes: TypeOutcome[] = [];
  for (const type of types) {
    for (const [i, size] of sizes.entries()) {
      for (let seed = firstSeed + i * perSize; seed < firstSeed + (i + 1) * perSize; seed++) {
        const series = plantedSeries(type, seed, { stepMs, size });
        outcomes.push({ type, size, seed, about: series.about, ...compare(series, find(series)) });
      }
    }
  }
  return outcomes;
}

/**
 * An anomaly belongs to an incident when it overlaps it (and, so that a lasting false alarm is no find, begins at most an hour before it).
 * Of rows that are absent nothing can be told until samples come again: the next sample counts as part of the incident.
 */
export function compare(
  { startMs, endMs, timestamps }: Pick<PlantedSeries, 'startMs' | 'endMs' | 'timestamps'>,
  found: readonly Found[],
): Pick<TypeOutcome, 'named' | 'delayMs' | 'others'> {
  const lastMs = timestamps.find((ms) => ms > endMs) ?? endMs;
  const shared = (one: Found) => Math.min(one.endMs, lastMs) - Math.max(one.startMs, startMs);
  const hits = found.filter((one) => shared(one) >= 0 && one.startMs >= startMs - HOUR_MS);
  const others = found.filter(
    (one) =>
      !hits.includes(one) &&
      one.startMs >= timestamps[0] + WARM_UP_MS &&
      (one.endMs < startMs || one.startMs > lastMs + AFTERMATH_MS),
  ).length;
  if (hits.length === 0) return { named: undefined, delayMs: NaN, others };
  const dominant = hits.reduce((best, one) => (shared(one) > shared(best) ? one : best));
  const saidMs = Math.min(...hits.map((one) => one.detectedMs ?? one.startMs));
  return { named: dominant.type, delayMs: Math.max(0, saidMs - startMs), others };
}

/** A line of the confusion matrix. */
export interface TypeSummary {
  readonly group: string;
  readonly cases: number;
  /** Cases by the type that they were given; `missed` is one of them. */
  readonly named: Readonly<Record<string, number>>;
  readonly foundShare: number;
  /** Of all cases, missed ones included. */
  readonly rightShare: number;
  readonly medianDelayMs: number;
  /** In a series, of about two weeks. */
  readonly othersPerSeries: number;
}

/** Sums outcomes up by group, default by type. */
export function summariseTypes(
  outcomes: readonly TypeOutcome[],
  groupOf: (outcome: TypeOutcome) => string = ({ type }) => type,
): TypeSummary[] {
  return Array.from(Map.groupBy(outcomes, groupOf), ([group, cases]) => {
    const named: Record<string, number> = {};
    for (const { named: name = 'missed' } of cases) named[name] = (named[name] ?? 0) + 1;
    const delays = cases
      .map(({ delayMs }) => delayMs)
      .filter((ms) => !Number.isNaN(ms))
      .sort((a, b) => a - b);
    return {
      group,
      cases: cases.length,
      named,
      foundShare: delays.length / cases.length,
      rightShare: cases.filter((one) => one.named === one.type).length / cases.length,
      medianDelayMs: delays[Math.floor(delays.length / 2)] ?? NaN,
      othersPerSeries: cases.reduce((sum, { others }) => sum + others, 0) / cases.length,
    };
  });
}
