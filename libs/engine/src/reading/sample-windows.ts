import type { TimeRange } from '../time-range/time-range.ts';

interface SampleColumns {
  readonly values: Float64Array;
  /** How often a counter was reset in each step, when it was in any. */
  readonly resets?: Float64Array;
}

/** Samples that were read before: `values[i]` is that of `startMs + i * stepMs`, NaN where there is none. */
interface SampleWindow extends SampleColumns {
  readonly startMs: number;
  readonly stepMs: number;
  /** When the whole of it was read at once. */
  readonly readInFullAtMs: number;
}

/** What came late, or was written for the past, is seen at the latest after this time. */
const LONGEST_KNOWN_MS = 86_400_000;

/**
 * Remembers the samples of series that are read again and again, so that only what is new has to be asked for. Held
 * in memory and bounded: what does not fit is read in full each time, and so is everything once a day.
 */
export class SampleWindows {
  private readonly windows = new Map<string, SampleWindow>();
  private readonly maxBytes: number;
  private bytes = 0;

  /** @param maxBytes of samples, 8 bytes each */
  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  /** Up to when the samples of the range are known, from its start on; undefined when the range must be read in full. */
  knownToMs(key: string, range: TimeRange): number | undefined {
    const window = this.windowUpTo(key, range, range.startMs);
    if (window === undefined || endOf(window) > range.endMs) return undefined;
    return range.endMs - window.readInFullAtMs < LONGEST_KNOWN_MS ? endOf(window) : undefined;
  }

  /**
   * The samples of the whole range: those from `fromMs` on as they were read just now, those before as they are known.
   * They are remembered, unless all of them are NaN.
   * @param timestamps milliseconds since the epoch, on the range's grid
   */
  extend(
    key: string,
    range: TimeRange,
    fromMs: number,
    { timestamps, values, resets }: SampleColumns & { readonly timestamps: Float64Array },
  ): SampleColumns {
    const { startMs, endMs, stepMs } = range;
    const isReadInFull = fromMs === startMs;
    const known = isReadInFull ? undefined : this.windowUpTo(key, range, fromMs - stepMs);
    const join = (before: Float64Array | undefined, read: Float64Array | undefined, missing: number) => {
      const whole = new Float64Array(Math.floor((endMs - startMs) / stepMs) + 1).fill(missing);
      if (known !== undefined && before !== undefined) {
        const skipped = Math.round((startMs - known.startMs) / stepMs);
        whole.set(before.subarray(skipped, skipped + Math.round((fromMs - startMs) / stepMs)));
      }
      if (read === undefined) return whole;
      for (let i = 0; i < timestamps.length; i++) {
        whole[Math.round((timestamps[i] - startMs) / stepMs)] = read[i];
      }
      return whole;
    };
    const whole: SampleColumns = {
      values: join(known?.values, values, NaN),
      ...((known?.resets ?? resets) && { resets: join(known?.resets, resets, 0) }),
    };
    const isWhole = isReadInFull || known !== undefined;
    if (!isWhole || whole.values.every(Number.isNaN)) this.forget(key);
    else {
      const readInFullAtMs = known?.readInFullAtMs ?? endMs;
      this.remember(key, { startMs, stepMs, ...whole, readInFullAtMs });
    }
    return whole;
  }

  /** The window that holds the samples from the range's start on up to a time, if there is one. */
  private windowUpTo(key: string, range: TimeRange, timeMs: number): SampleWindow | undefined {
    const window = this.windows.get(key);
    const isOnGrid = window?.stepMs === range.stepMs && window.startMs <= range.startMs;
    return isOnGrid && endOf(window) >= timeMs ? window : undefined;
  }

  private remember(key: string, window: SampleWindow): void {
    this.forget(key);
    const bytes = bytesOf(window);
    if (this.bytes + bytes > this.maxBytes) this.forgetOlderThan(window.readInFullAtMs);
    if (this.bytes + bytes > this.maxBytes) return;
    this.windows.set(key, window);
    this.bytes += bytes;
  }

  private forget(key: string): void {
    const window = this.windows.get(key);
    if (window !== undefined) this.bytes -= bytesOf(window);
    this.windows.delete(key);
  }

  /** Those that nobody has asked for in a long time: they would be read in full anyway. */
  private forgetOlderThan(timeMs: number): void {
    for (const [key, { readInFullAtMs }] of this.windows) {
      if (timeMs - readInFullAtMs >= LONGEST_KNOWN_MS) this.forget(key);
    }
  }
}

const bytesOf = ({ values, resets }: SampleColumns): number => values.byteLength + (resets?.byteLength ?? 0);

const endOf = ({ startMs, stepMs, values }: SampleWindow): number => startMs + (values.length - 1) * stepMs;
