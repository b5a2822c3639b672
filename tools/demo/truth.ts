import type { Affected, Incident } from './shop/incidents.ts';

/** An incident as truth.json has it: what happened, and where one can see it. */
export interface TrueIncident {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly service: string;
  readonly affected: readonly Affected[];
  /** Services whose other series differ, too, as long as it lasts. */
  readonly disturbs: readonly string[];
  /** ISO 8601. */
  readonly start: string;
  /** What creeps in is within the ordinary noise for so long; 0 for what is sudden. */
  readonly hiddenMinutes: number;
  /** ISO 8601; the time of writing where the incident goes on. */
  readonly end: string;
  readonly ongoing: boolean;
  readonly see: string;
}

export function truthOf(incidents: readonly Incident[], nowMs: number): TrueIncident[] {
  return incidents.map(
    ({ id, kind, title, service, affected, disturbs = [], hiddenMs = 0, startMs, endMs, see }) => ({
      id,
      kind,
      title,
      service,
      affected,
      disturbs,
      start: new Date(startMs).toISOString(),
      hiddenMinutes: hiddenMs / 60_000,
      end: new Date(Math.min(endMs, nowMs)).toISOString(),
      ongoing: endMs > nowMs,
      see,
    }),
  );
}
