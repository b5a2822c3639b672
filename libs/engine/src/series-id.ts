import { v5 as uuidV5 } from 'uuid';

/** Namespace of the ids, made once at random; changing it would orphan every stored record. */
const NAMESPACE = '0f6b54e6-6b0b-4b58-9d39-3f1d7a1c8a52';

type Labels = Readonly<Record<string, string>>;

/**
 * The id of a series within the engine: a UUIDv5 (RFC 9562) of its tenant and its full label set, `__name__`
 * included, so that reading the same series again replaces its record. Empty labels do not count: in Prometheus
 * a label without a value is no label.
 */
export function seriesId(tenant: string, labels: Labels): string {
  return uuidV5(JSON.stringify([tenant, sorted(labels)]), NAMESPACE);
}

/** One text for one label set, in whatever order its labels come. */
export function labelsKey(labels: Labels): string {
  return JSON.stringify(sorted(labels));
}

function sorted(labels: Labels): [string, string][] {
  return Object.entries(labels)
    .filter(([, value]) => value !== '')
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
