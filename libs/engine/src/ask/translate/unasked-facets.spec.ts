import { expect, it } from '@jest/globals';
import type { CatalogueMetric } from '@metrics-ai/promql';
import { traitsOf } from './metric-traits.ts';
import { readRequest } from './read-request.ts';
import { unaskedFacets } from './unasked-facets.ts';

const metric = (name: string): CatalogueMetric => ({ name, type: 'gauge', help: '', unit: '', labels: {} });

it.each([
  ['too many parcels waiting', 'depot_parcels_waiting_bytes', 1],
  ['size of the parcels waiting', 'depot_parcels_waiting_bytes', 0],
  ['vans on the road', 'depot_max_vans', 1],
  ['vans on the road above 80%', 'depot_max_vans', 0],
  ['errors of the depot', 'depot_exporter_scrape_errors', 1],
  ['scrape errors of the depot exporter', 'depot_exporter_scrape_errors', 0],
  ['delivery time is long', 'depot_settings_delivery_time', 1],
  ['vans on the road', 'depot_vans', 0],
])('of "%s", %s tells %i sides too many', (question, name, count) => {
  expect(unaskedFacets(readRequest(question, 0), traitsOf(metric(name)))).toBe(count);
});
