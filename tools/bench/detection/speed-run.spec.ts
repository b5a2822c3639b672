import { describe, expect, it } from '@jest/globals';
import { CONTESTANTS } from './contestants.ts';
import { SpeedLoad } from './speed-load.ts';
import { runSpeed } from './speed-run.ts';

const tiny = { rounds: 2, fleet: 20, fleetSteps: 5, weighed: 10, replayed: 3, replayedDays: 1 };

describe('bench:detection --format speed', () => {
  it('prints what each kind of work took, and what a detector weighs', () => {
    const text = runSpeed({ detector: 'z-score' }, () => undefined, tiny);
    expect(text).toMatch(/20 series, a sample of each in turn +[\d.]+ \([\d.]+–[\d.]+\) M points\/s/);
    expect(text).toMatch(/3 series of 1 days at a minute, one after the other +[\d.]+/);
    // 2,016 numbers of eight bytes, and little more.
    const kib = Number(/([\d.]+) KiB of memory a series/.exec(text)?.[1]);
    expect(kib).toBeGreaterThan(15);
    expect(kib).toBeLessThan(80);
    expect(text).toContain('no snapshots');
  });

  it('prints how long snapshots take and how large they are, where a detector has some', () => {
    let restored = 0;
    const online = { ...CONTESTANTS['z-score']().start(), save: () => new Uint8Array(2_048) };
    const contestant = {
      ...CONTESTANTS['z-score'](),
      start: () => ({ ...online }),
      restore: () => {
        restored++;
        return online;
      },
    };
    const text = runSpeed({ detector: 'z-score' }, () => undefined, tiny, contestant);
    expect(text).toMatch(/20 detectors saved and restored +[\d.]+ \([\d.]+–[\d.]+\) M detectors\/s/);
    expect(text).toContain('snapshot 2.00 KiB (2.00 KiB to 2.00 KiB)');
    expect(restored).toBe(40);
  });

  it('feeds every series all of its samples, in order of time, however they take turns', () => {
    const load = new SpeedLoad(60_000, 200);
    const seen: number[][] = [];
    const contestant = {
      ...CONTESTANTS['z-score'](),
      start: () => {
        const samples: number[] = [];
        seen.push(samples);
        return {
          update: (timestampMs: number, value: number) => {
            samples.push(timestampMs, value);
            return { state: 0, onset: 0 };
          },
        };
      },
    };
    expect(load.sequentially(contestant, 2)).toBe(400);
    const fleet = [contestant.start(), contestant.start()];
    expect(load.roundRobin(fleet, 0, 120) + load.roundRobin(fleet, 120, 80)).toBe(400);
    expect(seen[2]).toEqual(seen[0]);
    expect(seen[3]).toEqual(seen[1]);
    expect(seen[1]).not.toEqual(seen[0]);
    const timestamps = seen[0].filter((_, k) => k % 2 === 0);
    expect(timestamps.every((timestamp, i) => i === 0 || timestamp - timestamps[i - 1] === 60_000)).toBe(
      true,
    );
  });
});
