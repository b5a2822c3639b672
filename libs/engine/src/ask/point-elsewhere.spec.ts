import { describe, expect, it } from '@jest/globals';
import { readQuestion } from '../question/read-question.ts';
import { pointElsewhere } from './point-elsewhere.ts';

const NOW_MS = Date.UTC(2026, 0, 31, 12);
const point = (question: string) => pointElsewhere(question, readQuestion(question, { nowMs: NOW_MS }));
const placesOf = (question: string): string[] => point(question).see.map(({ place }) => place);

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
    expect(point('what is odd now').isAll).toBe(true);
    expect(point('memory that looked like this one').isAll).toBe(true);
    expect(point('memory that climbs and never comes down').isAll).toBe(false);
    expect(point('').isAll).toBe(false);
  });
});
