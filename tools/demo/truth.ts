import type { Incident } from './shop/incidents.ts';

/** An incident as truth.json has it: what happened, and where one can see it. */
export interface TrueIncident {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly service: string;
  /** Selectors of series that show it. */
  readonly affected: readonly string[];
  /** ISO 8601. */
  readonly start: string;
  /** ISO 8601; the time of writing where the incident goes on. */
  readonly end: string;
  readonly ongoing: boolean;
  readonly see: string;
}

export function truthOf(incidents: readonly Incident[], nowMs: number): TrueIncident[] {
  return incidents.map(({ id, kind, title, service, affected, startMs, endMs, see }) => ({
    id,
    kind,
    title,
    service,
    affected,
    start: new Date(startMs).toISOString(),
    end: new Date(Math.min(endMs, nowMs)).toISOString(),
    ongoing: endMs > nowMs,
    see,
  }));
}
