// Values of the engine as they go over the wire.

export const iso = (timeMs: number): string => new Date(timeMs).toISOString();
export const isoOrNull = (timeMs: number): string | null => (Number.isNaN(timeMs) ? null : iso(timeMs));

export function presentWindow(window: { startMs: number; endMs: number; stepMs: number }): {
  start: string;
  end: string;
  step_seconds: number;
} {
  return { start: iso(window.startMs), end: iso(window.endMs), step_seconds: window.stepMs / 1000 };
}
