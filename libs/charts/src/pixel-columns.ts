import { medianStepMs } from '@metrics-ai/timeseries';

/** The samples `from` to `to` (exclusive) that lie in one column of pixels. */
export interface PixelColumn {
  readonly from: number;
  readonly to: number;
  /** Middle of the samples, in pixels. */
  readonly x: number;
  /** No line may be drawn from the column before: no sample came for longer than {@link MAX_JOINED_STEPS} steps. */
  readonly afterSilence: boolean;
}

export type Coordinate = (value: number) => number;

/** One or two lost samples do not break a line, and neither does what is too narrow to be seen as a gap. */
const MAX_JOINED_STEPS = 3.5;
const MIN_SILENCE_PIXELS = 3;

/** Parts the samples of a series by the columns, so many pixels wide, that they fall into, in order of time. O(n). */
export function pixelColumns(timestamps: Float64Array, xOf: Coordinate, width: number): PixelColumn[] {
  const columnOf = (i: number): number => Math.floor(xOf(timestamps[i]) / width);
  const maxJoinedMs = MAX_JOINED_STEPS * medianStepMs(timestamps);
  const columns: PixelColumn[] = [];
  let from = 0;
  let afterSilence = false;
  for (let i = 1; i <= timestamps.length; i++) {
    const silent =
      i < timestamps.length &&
      timestamps[i] - timestamps[i - 1] > maxJoinedMs &&
      xOf(timestamps[i]) - xOf(timestamps[i - 1]) >= MIN_SILENCE_PIXELS;
    const sameColumn = i < timestamps.length && columnOf(i) === columnOf(from);
    if (sameColumn && !silent) continue;
    const x = (xOf(timestamps[from]) + xOf(timestamps[i - 1])) / 2;
    columns.push({ from, to: i, x, afterSilence });
    from = i;
    afterSilence = silent;
  }
  return columns;
}
