import { checkLook, checkSamples, type SeriesChartInput } from './series-chart-input.ts';

/** Several series in one pane, all in one unit. */
export interface LinesChartInput extends Pick<
  SeriesChartInput,
  'title' | 'subtitle' | 'unit' | 'timeZone' | 'width' | 'height' | 'theme'
> {
  /** At most {@link MAX_LINES}, most important first. */
  readonly lines: readonly ChartLine[];
  /** A value that the series are held against: a line across the pane, unless it lies far from all of them. */
  readonly limit?: number;
  /** The time that is shown, milliseconds since the epoch; left out: as long as there are samples. */
  readonly fromMs?: number;
  readonly toMs?: number;
}

export interface ChartLine {
  /** In the legend, where what is longer loses its middle; there is none for a single line. */
  readonly label: string;
  /** Milliseconds since the epoch, never falling. */
  readonly timestamps: Float64Array;
  /** NaN is a gap; ±Inf is marked at the edge. */
  readonly values: Float64Array;
}

/** Four colours, drawn through and dashed: more could not be told apart. */
export const MAX_LINES = 8;

/** @throws RangeError that names the argument and what would be right. */
export function checkLines({ lines, fromMs, toMs, ...look }: LinesChartInput): void {
  if (lines.length > MAX_LINES) {
    throw new RangeError(`lines must be at most ${MAX_LINES}, not ${lines.length}`);
  }
  for (const [i, { timestamps, values }] of lines.entries()) {
    checkSamples(timestamps, { [`lines[${i}].values`]: values }, `lines[${i}].`);
  }
  if ((fromMs === undefined) !== (toMs === undefined)) {
    throw new RangeError('fromMs and toMs must both be given, or neither');
  }
  if (fromMs !== undefined) checkSamples(Float64Array.of(fromMs, toMs ?? NaN), {}, 'fromMs, toMs: ');
  checkLook(look);
}
