import { describe, expect, it } from '@jest/globals';
import { catalogueOf, findAll } from '../testing/shop-catalogue.ts';
import { translateQuestion } from '../translate-question.ts';

const gauge = (help: string, labels: Record<string, string[]> = { instance: ['a:1', 'b:1'] }) => ({
  type: 'gauge' as const,
  help,
  labels,
});

const LOUNGE = { instance: ['a:1'], lounge: ['north', 'south'] };

/** A station: what there is of things, what is used of them, what is left. */
const catalogue = catalogueOf({
  station_connected_phones: gauge('Phones that are connected.'),
  station_config_maxphones: gauge('Phones that may be connected.'),
  station_lockers_used: gauge('Lockers in use.'),
  station_lockers_free: gauge('Lockers that nobody uses.'),
  station_water_total_litres: gauge('Water that fits in the tank.'),
  station_water_free_litres: gauge('Room in the tank.'),
  station_visitors_current: gauge('Visitors now.'),
  station_visitors_max: gauge('Most visitors that were ever seen at once.'),
  station_visitors_limit: gauge('Visitors that are let in.'),
  station_desks_count: gauge('Desks by state.', { ...LOUNGE, state: ['taken', 'reserved'] }),
  station_desks_capacity: gauge('Desks that there are.', LOUNGE),
  station_settings_members_limit: gauge('Sets how many there may be.', LOUNGE),
  station_settings_log_members: gauge('Sets whether they are logged.', LOUNGE),
  station_roster: gauge('Number of members in each class.', { ...LOUNGE, class: ['a', 'b'] }),
  station_gates_total: gauge('Gates that there are.'),
  station_gates_healthy: gauge('Gates that are healthy.'),
});

const ask = (question: string): string =>
  translateQuestion(question, { candidates: findAll(question, catalogue), catalogue, nowMs: 0 }).choices[0]
    .promql;

describe('Parts and wholes', () => {
  it.each([
    [
      'connected phones in percent of the maximum',
      'station_connected_phones / station_config_maxphones * 100',
    ],
    ['connected phones left', 'station_config_maxphones - station_connected_phones'],
    ['lockers used in percent', 'station_lockers_used / (station_lockers_used + station_lockers_free) * 100'],
    ['lockers free', 'station_lockers_free'],
    ['water in use', 'station_water_total_litres - station_water_free_litres'],
    ['visitors in percent of the limit', 'station_visitors_current / station_visitors_limit * 100'],
    ['how close are visitors to the limit', 'station_visitors_current / station_visitors_limit'],
    ['less than 20 % visitors left', '(1 - station_visitors_current / station_visitors_limit) * 100 < 20'],
    [
      'desks in percent of the capacity',
      'sum without (state) (station_desks_count) / station_desks_capacity * 100',
    ],
    [
      'desks in percent of the capacity by lounge',
      'sum by (lounge) (station_desks_count) / sum by (lounge) (station_desks_capacity) * 100',
    ],
    ['how many gates are unhealthy', 'station_gates_total - station_gates_healthy'],
    ['gates missing', 'station_gates_total - station_gates_healthy'],
    ['healthy gates in percent', 'station_gates_healthy / station_gates_total * 100'],
    [
      'members in percent of the limit',
      'sum without (class) (station_roster) / station_settings_members_limit * 100',
    ],
  ])('%s', (question, promql) => {
    expect(ask(question)).toBe(promql);
  });

  it('takes the most that was ever for no limit', () => {
    expect(ask('visitors max in percent')).not.toContain('station_visitors_max / ');
    expect(ask('visitors current in percent of max')).not.toContain('/ station_visitors_max');
  });
});
