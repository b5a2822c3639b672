import { dayTime } from './incidents.ts';

/** A new version of a service: its processes are replaced, one after the other. */
export interface Release {
  readonly service: string;
  readonly startMs: number;
}

/** Days before now, and the time (UTC). */
const script: Readonly<Record<string, readonly (readonly [daysAgo: number, time: string])[]>> = {
  frontend: [
    [12, '09:40'],
    [7, '10:15'],
    [4, '09:20'],
    [1, '10:05'],
  ],
  checkout: [
    [8, '09:30'],
    [3, '09:10'],
  ],
  payment: [
    [10, '11:30'],
    [5, '10:40'],
  ],
  inventory: [
    [9, '15:00'],
    [5, '11:20'],
  ],
  // Both belong to an incident: the one that brings it, and the one that takes it back.
  cache: [
    [6, '09:30'],
    [5, '16:00'],
  ],
};

/** The releases of the two weeks before `nowMs`. They are no incidents, but a process that starts anew shows. */
export function shopReleases(nowMs: number): Release[] {
  return Object.entries(script).flatMap(([service, times]) =>
    times.map(([daysAgo, time]) => ({ service, startMs: dayTime(nowMs, daysAgo, time) })),
  );
}
