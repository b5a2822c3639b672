const MS_PER_UNIT = {
  y: 365 * 86_400_000,
  w: 7 * 86_400_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
  ms: 1,
} as const;

const DURATION = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;

/**
 * Milliseconds of a Prometheus duration such as `90s`, `1h30m` or `2w`: whole numbers with the units
 * y w d h m s ms, longest first, each at most once (Prometheus documentation, "Float literals and time durations").
 * Undefined when the text is not one, is zero, or is longer than the range of exact integers.
 */
export function parseDuration(text: string): number | undefined {
  const match = text.length <= 64 ? DURATION.exec(text) : null;
  if (match === null) return undefined;
  const durationMs = Object.values(MS_PER_UNIT).reduce(
    (sum, unitMs, i) => sum + Number(match[i + 1] ?? 0) * unitMs,
    0,
  );
  return durationMs > 0 && Number.isSafeInteger(durationMs) ? durationMs : undefined;
}

/** The shortest Prometheus duration of a whole number of milliseconds: 5400000 → `1h30m`. */
export function toDuration(durationMs: number): string {
  if (!Number.isSafeInteger(durationMs) || durationMs <= 0) {
    throw new RangeError(`durationMs must be a positive whole number, got ${durationMs}`);
  }
  let text = '';
  let restMs = durationMs;
  for (const [unit, unitMs] of Object.entries(MS_PER_UNIT)) {
    // Years are left to the reader's arithmetic: 730d says more precisely what 2y means.
    if (unit === 'y' || restMs < unitMs) continue;
    text += `${Math.floor(restMs / unitMs)}${unit}`;
    restMs %= unitMs;
  }
  return text;
}
