import type { ChartAnomaly } from './anomaly-marks.ts';
import { THEMES, type ThemeName } from './theme.ts';

export interface SeriesChartInput {
  /** On at most two lines; what is longer loses its middle. */
  readonly title: string;
  /** On one line, such as a label set or a sentence. */
  readonly subtitle?: string;
  /** As `unitOf` of `@metrics-ai/features` tells it: `seconds`, `bytes/s`, `ratio`, … or empty. */
  readonly unit: string;
  /** Milliseconds since the epoch, never falling. */
  readonly timestamps: Float64Array;
  /** NaN is a gap; ±Inf is marked at the edge. */
  readonly values: Float64Array;
  /** What was expected at each timestamp; NaN where nothing was, ±Inf where there is no bound. */
  readonly band?: {
    readonly expected: Float64Array;
    readonly lower: Float64Array;
    readonly upper: Float64Array;
  };
  /** How strange each value is, above 1 anomalous; drawn in a pane of its own. */
  readonly score?: Float64Array;
  readonly anomalies?: readonly ChartAnomaly[];
  /** Index of the anomaly that the picture is about. */
  readonly highlight?: number;
  /** IANA name of the zone that the times are written in; default `UTC`. */
  readonly timeZone?: string;
  /** Pixels, 400 to 1000; default 800. */
  readonly width?: number;
  /** Pixels, 280 to 600; default 400. */
  readonly height?: number;
  /** Default `light`. */
  readonly theme?: ThemeName;
}

/** The least and the most of each side, in pixels. */
export const CHART_SIZES = { width: [400, 1_000], height: [280, 600] } as const;
/** The furthest from the epoch that a `Date` can be in any zone, and some. */
const MAX_TIME_MS = 8.6e15;

/** @throws RangeError that names the argument and what would be right. */
export function checkInput(input: SeriesChartInput): void {
  const { timestamps, values, band, score, anomalies = [], highlight } = input;
  checkSamples(timestamps, {
    values,
    'band.expected': band?.expected,
    'band.lower': band?.lower,
    'band.upper': band?.upper,
    score,
  });
  checkLook(input);
  if (highlight !== undefined && !(highlight in anomalies)) {
    throw new RangeError(
      `highlight must be an index of anomalies, of which there are ${anomalies.length}, not ${highlight}`,
    );
  }
}

/** Arrays by the names that the caller knows them by; `at` stands before the name of the timestamps. */
export function checkSamples(
  timestamps: Float64Array,
  arrays: Readonly<Record<string, Float64Array | undefined>>,
  at = '',
): void {
  for (const [name, array] of Object.entries(arrays)) {
    if (array !== undefined && array.length !== timestamps.length) {
      throw new RangeError(
        `${name} must have as many numbers as timestamps, ${timestamps.length}, not ${array.length}`,
      );
    }
  }
  for (let i = 0; i < timestamps.length; i++) {
    if (!(Math.abs(timestamps[i]) <= MAX_TIME_MS)) {
      throw new RangeError(
        `${at}timestamps[${i}] must be milliseconds since the epoch, not ${timestamps[i]}`,
      );
    }
    if (timestamps[i] < timestamps[i - 1]) {
      throw new RangeError(`${at}timestamps must not fall, as at index ${i}`);
    }
  }
}

export function checkLook(look: Pick<SeriesChartInput, 'width' | 'height' | 'theme'>): void {
  for (const side of ['width', 'height'] as const) {
    const [least, most] = CHART_SIZES[side];
    const size = look[side] ?? least;
    if (!(Number.isInteger(size) && size >= least && size <= most)) {
      throw new RangeError(`${side} must be an integer from ${least} to ${most}, not ${size}`);
    }
  }
  const { theme = 'light' } = look;
  if (!Object.hasOwn(THEMES, theme)) {
    throw new RangeError(`theme must be ${Object.keys(THEMES).join(' or ')}, not ${JSON.stringify(theme)}`);
  }
}
