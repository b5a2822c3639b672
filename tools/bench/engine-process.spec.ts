import { describe, expect, it } from '@jest/globals';
import { cpuSecondsOf, peakMemoryMibOf } from './engine-process.ts';

describe('cpuSecondsOf', () => {
  it('adds user and system time, whatever the program calls itself', () => {
    const stat = '4321 (a) b (c) S 1 2 3 0 -1 4194560 100 0 0 0 250 50 7 8 20 0 11 0 12345 1000 200';
    expect(cpuSecondsOf(stat)).toBe(3);
  });
});

describe('peakMemoryMibOf', () => {
  it('reads the high-water mark of resident memory', () => {
    expect(peakMemoryMibOf('Name:\tnode\nVmPeak:\t 99999 kB\nVmHWM:\t  524288 kB\nVmRSS:\t  1024 kB\n')).toBe(
      512,
    );
  });

  it('is NaN where the system does not say', () => {
    expect(peakMemoryMibOf('Name:\tnode\n')).toBeNaN();
  });
});
