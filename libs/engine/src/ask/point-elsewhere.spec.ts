import { describe, expect, it } from '@jest/globals';
import { pointElsewhere } from './point-elsewhere.ts';

const NOW_MS = Date.UTC(2026, 0, 31, 12);
const placesOf = (question: string): string[] =>
  pointElsewhere(question, NOW_MS).see.map(({ place }) => place);

describe('pointElsewhere', () => {
  it.each([
    ['what is odd right now', ['anomalies']],
    ['what happened last night', ['anomalies']],
    ['which series look like this one', ['similar']],
    ['what looked like this incident before', ['similar', 'anomalies']],
    ['services whose memory climbs and never comes down', ['query']],
    ['what dropped to zero last night', ['query']],
    ['spiky latency in checkout', ['query']],
  ])('knows where %j is answered', (question, places) => {
    expect(placesOf(question)).toEqual(places);
  });

  it.each([
    'requests per second by service',
    'memory used per job',
    'which instances are down',
    'p99 latency of checkout in the last hour',
    'disk usage compared with yesterday',
    'error rate above 5 %',
  ])('leaves %j to PromQL', (question) => {
    expect(placesOf(question)).toEqual([]);
  });

  it('knows a question that is about nothing else', () => {
    expect(pointElsewhere('what is odd now', NOW_MS).isAll).toBe(true);
    expect(pointElsewhere('memory that looked like this one', NOW_MS).isAll).toBe(true);
    expect(pointElsewhere('memory that climbs and never comes down', NOW_MS).isAll).toBe(false);
    expect(pointElsewhere('', NOW_MS).isAll).toBe(false);
  });
});
