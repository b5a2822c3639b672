import { describe, expect, it } from '@jest/globals';
import { parseOptions } from './options.ts';
import { runTcpd } from './tcpd-run.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

describe('bench:detection --format tcpd', () => {
  const folder = temporaryFolder();
  const run = () =>
    runTcpd(
      parseOptions(['--format', 'tcpd', '--data', folder.path(), '--detector', 'z-score']),
      () => undefined,
    );
  // At 185 of 200 it becomes another.
  const raw = Array.from({ length: 200 }, (_, i) => (i === 7 ? null : i >= 185 ? 50 : 10 + (i % 3)));

  it('scores the change points that lasting anomalies begin with, beside two peers', () => {
    folder.write({
      'annotations.json': JSON.stringify({
        step: { '6': [185], '7': [185] },
        pair: { '6': [] },
        absent: { '6': [] },
      }),
      'datasets/step/step.json': JSON.stringify({ series: [{ raw }] }),
      'datasets/pair/pair.json': JSON.stringify({ series: [{ raw }, { raw }] }),
    });
    const lines = run().split('\n');
    expect(lines[3]?.split(/ {2,}/)).toEqual([
      'step',
      '200',
      '1',
      ...['1.000', '1.000'],
      ...['1.000', '1.000'],
      // Without it the long segment covers .925 of the long one and .075 of the short one, and their squares add up.
      ...['0.861', '0.667'],
    ]);
    expect(lines).toContain('left out: pair (2 dimensions), absent (not there)');
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['nothing', {}, /annotations.json: is not there/],
    [
      'annotations that are no object',
      { 'annotations.json': '3' },
      /annotations.json: an object was expected/,
    ],
    ['a place between samples', { 'annotations.json': '{"a": {"6": [1.5]}}' }, /a: lists of places/],
    ['a series that nobody looked at', { 'annotations.json': '{"a": {}}' }, /a: lists of places/],
    ['no series', { 'annotations.json': '{"a": {"6": [1]}}' }, /none of the annotated series is there/],
    [
      'a series that is no list',
      { 'annotations.json': '{"a": {"6": [1]}}', 'datasets/a/a.json': '{"series": [{"raw": "x"}]}' },
      /a.json: a list raw of numbers/,
    ],
  ])('refuses %s', (_what, files, message) => {
    folder.write(files);
    expect(() => run()).toThrow(message);
  });
});
