import { describe, expect, it } from '@jest/globals';
import { readQuestion } from './read-question.ts';

const NOW_MS = Date.UTC(2026, 1, 18, 10, 30);

const read = (question: string) => readQuestion(question, { nowMs: NOW_MS });

describe('A time that is named by an event', () => {
  it.each([
    ['ingress 502s jumped after last deploy', 'after last deploy', 'ingress 502s'],
    ['anything weird since the release', 'since the release', ''],
    ['goroutines before the last restart', 'before the last restart', 'goroutines'],
    ['gc pauses during the incident', 'during the incident', 'gc pauses'],
    ['restarts above normal since release 4.2', 'since release 4.2', 'restarts'],
    ['orders collapsed during black friday', 'during black friday', 'orders'],
    ["latency regressed after yesterday's deploy", "after yesterday's deploy", 'latency'],
    ['errors since v2.3.1 went out', 'since v2.3.1 went out', 'errors'],
  ])('says that nobody knows when it was: %j', (question, words, text) => {
    expect(read(question)).toMatchObject({ text, unknownTime: { words } });
    expect(read(question).time).toBeUndefined();
  });

  it.each([
    'seconds since the last restart',
    'deploy duration',
    'time since last deployment',
    'replicas in the merge queue',
    'temporary files after backend crash',
    'requests completed without sending a response',
  ])('takes %j for a metric', (question) => {
    expect(read(question)).toEqual({ text: question, behaviours: [] });
  });
});
