import { describe, expect, it } from '@jest/globals';
import { catalogueOf } from './testing/shop-catalogue.ts';
import { translateQuestion } from './translate-question.ts';

const PLACED = { hall: ['east', 'west'], job: ['halls'], instance: ['a:1'] };
const catalogue = catalogueOf({
  hall_visitors: { type: 'gauge', help: 'Visitors in a hall.', labels: PLACED },
  hall_seats_total: { type: 'gauge', help: 'Seats of a hall.', labels: PLACED },
  hall_opening_timestamp_seconds: { type: 'gauge', help: 'When a hall was last opened.', labels: PLACED },
  hall_stay_duration_seconds: { type: 'gauge', help: 'How long visitors stay.', labels: PLACED },
  hall_settings_max_badges: { type: 'gauge', help: 'Badges.', labels: PLACED },
  hall_update_duration_seconds: { type: 'gauge', help: 'How long the last update took.', labels: PLACED },
  hall_doors_opened_total: { type: 'counter', help: 'How often a door was opened.', labels: PLACED },
});

/** Sure of the metric, whatever is asked of it. */
function isSure(question: string, metric: string): boolean {
  const found = catalogue.find(metric);
  if (found === undefined) throw new Error(`there is no ${metric}`);
  const candidates = [{ metric: found, score: 1 }];
  return translateQuestion(question, { candidates, catalogue, nowMs: Date.UTC(2026, 0, 15, 12) }).isSure;
}

describe('leavesOut', () => {
  it.each([
    ['hall visitors', 'hall_visitors'],
    ['hall visitors of east', 'hall_visitors'],
    ['how many visitors are in each hall', 'hall_visitors'],
    ['hall visitors above 20', 'hall_visitors'],
    ['duration of the last update of the hall', 'hall_update_duration_seconds'],
    ['limit of hall badges', 'hall_settings_max_badges'],
    ['when was the hall opened', 'hall_opening_timestamp_seconds'],
    ['hall doors opened per second', 'hall_doors_opened_total'],
    ['hall visitors compared with yesterday', 'hall_visitors'],
  ])('is not so of %s', (question, metric) => {
    expect(isSure(question, metric)).toBe(true);
  });

  it.each([
    ['hall visitors in percent', 'hall_visitors'],
    ['hall visitors left', 'hall_visitors'],
    ['hall seats in use', 'hall_seats_total'],
    ['hall visitors vs doors', 'hall_visitors'],
    ['hall visitors except east', 'hall_visitors'],
    ['when were the hall visitors there', 'hall_visitors'],
    ['distribution of hall visitors', 'hall_visitors'],
    ['hall visitors per door', 'hall_visitors'],
    ['failures of the hall doors opened', 'hall_doors_opened_total'],
    ['hall badge', 'hall_settings_max_badges'],
    ['how long since the last update of the hall', 'hall_update_duration_seconds'],
    ['mascot of hall visitors', 'hall_visitors'],
    ['hall visitors older than 2 days', 'hall_stay_duration_seconds'],
    ['which door has the most hall visitors', 'hall_visitors'],
  ])('is so of %s', (question, metric) => {
    expect(isSure(question, metric)).toBe(false);
  });
});
