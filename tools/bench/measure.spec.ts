import { describe, expect, it } from '@jest/globals';
import type { TimedCase } from './bench-file.ts';
import { measure } from './measure.ts';
import { MissingPeer } from './python-host.ts';

const whole = { quick: false };
const noPython = { prepare: () => Promise.reject(new MissingPeer('not installed: try')) };
const single = (given: Partial<TimedCase>): TimedCase => ({
  name: 'work',
  unit: 'ms',
  single: true,
  rounds: 3,
  run: () => undefined,
  ...given,
});

function busy(ms: number): void {
  const startMs = performance.now();
  while (performance.now() - startMs < ms);
}

describe('measure', () => {
  it('lets ours and the peers take turns, round by round', async () => {
    const turns: string[] = [];
    const play = (who: string) => (round: number) => turns.push(`${who}${round}`);
    const peers = ['b', 'c'].map((name) => ({ name, run: play(name) }));
    await measure(single({ run: play('a'), peers }), noPython, whole);
    expect(turns).toEqual(['a0', 'b0', 'c0', 'a1', 'b1', 'c1', 'a2', 'b2', 'c2']);
  });

  it('gives a row a peer, with its goal and how many times better ours is', async () => {
    const slow = { name: 'slow', run: () => busy(20), goal: 2 };
    const rows = await measure(
      single({ run: () => busy(2), peers: [slow, { name: 'same', run: () => busy(2) }], clock: 'wall' }),
      noPython,
      whole,
    );
    expect(rows.map(({ peer, goal }) => [peer?.name, goal])).toEqual([
      ['slow', { of: 'ratio', atLeast: 2 }],
      ['same', undefined],
    ]);
    expect(rows[0].ours?.min).toBeGreaterThanOrEqual(2);
    expect(rows[0].peer?.figure?.min).toBeGreaterThanOrEqual(20);
    expect(rows[0].peer?.ratio?.max).toBeGreaterThan(rows[1].peer?.ratio?.min ?? NaN);
  });

  it('counts pieces of work a second', async () => {
    const [row] = await measure(
      single({ unit: 'records/s', work: 100, run: () => busy(10), clock: 'wall' }),
      noPython,
      whole,
    );
    expect(row.ours?.max).toBeLessThanOrEqual(10_000);
    expect(row.ours?.max).toBeGreaterThan(100);
  });

  it('waits for promises', async () => {
    const run = () => new Promise((resolve) => setTimeout(resolve, 15));
    const [row] = await measure(single({ run, clock: 'wall' }), noPython, whole);
    expect(row.ours?.min).toBeGreaterThan(10);
  });

  it('warms up, and times batches of calls when one is short', async () => {
    let calls = 0;
    const run = () => {
      calls++;
      busy(0.1);
    };
    const [row] = await measure(single({ run, single: false, rounds: 2, clock: 'wall' }), noPython, whole);
    expect(calls).toBeGreaterThan(100);
    expect(row.ours?.min).toBeGreaterThanOrEqual(0.1);
  });

  it('shows a case whose peer is not installed all the same', async () => {
    const peers = [{ name: 'numpy', job: 'profile', goal: 5 }];
    const [row] = await measure(single({ peers }), noPython, whole);
    expect(row).toMatchObject({
      peer: { name: 'numpy', missing: 'not installed: try' },
      goal: { of: 'ratio', atLeast: 5 },
    });
    expect(row.ours).toBeDefined();
  });

  it('compares the answers of the rounds that it timed', async () => {
    const answers = [1, 1, 2];
    const [, agreement] = await measure(
      single({
        run: (round) => round,
        peers: [{ name: 'exact', run: (round) => answers[round] }],
        agreement: {
          name: 'agreement',
          of: (a: number, b: number) => Number(a === b),
          goal: { atLeast: 0.9 },
        },
      }),
      noPython,
      whole,
    );
    expect(agreement).toEqual({
      name: 'agreement',
      unit: '',
      ours: { median: 2 / 3, min: 2 / 3, max: 2 / 3 },
      peer: { name: 'exact' },
      goal: { of: 'ours', atLeast: 0.9 },
    });
  });

  it('takes over what a benchmark has found out by itself', async () => {
    const known = { name: 'memory', unit: 'MiB', values: [3, 1, 2], goal: { atMost: 4 } };
    expect(await measure(known, noPython, whole)).toEqual([
      {
        name: 'memory',
        unit: 'MiB',
        ours: { median: 2, min: 1, max: 3 },
        goal: { of: 'ours', atMost: 4 },
      },
    ]);
  });

  it('rejects with what a case or its peer throws', async () => {
    const run = () => {
      throw new Error('disk full');
    };
    await expect(measure(single({ run }), noPython, whole)).rejects.toThrow('disk full');
    const broken = { prepare: () => Promise.reject(new Error('broken')) };
    await expect(measure(single({ peers: [{ name: 'p', job: 'j' }] }), broken, whole)).rejects.toThrow(
      'broken',
    );
  });
});
