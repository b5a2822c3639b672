import { describe, expect, test } from '@jest/globals';
import { packSnapshot, unpackSnapshot } from './snapshot.ts';

describe('snapshot', () => {
  const memory = Uint8Array.from({ length: 300 }, (_, i) => (i * 37) % 256);
  const snapshot = packSnapshot(memory);
  const headerBytes = snapshot.length - memory.length;

  test('what was packed is unpacked, and is a copy', () => {
    const changing = memory.slice();
    const packed = packSnapshot(changing);
    changing.fill(0);
    expect(unpackSnapshot(packed, memory.length)).toEqual(memory);
    expect(unpackSnapshot(packSnapshot(new Uint8Array(0)), 0)).toHaveLength(0);
  });

  test('no byte of the header may be another', () => {
    for (let at = 0; at < headerBytes; at++) {
      for (let value = 0; value < 256; value++) {
        if (value === snapshot[at]) continue;
        const wrong = snapshot.slice();
        wrong[at] = value;
        expect(() => unpackSnapshot(wrong, memory.length)).toThrow(/^snapshot: .{20}/);
      }
    }
  });

  test('another version is called by its number', () => {
    const newer = snapshot.slice();
    newer[4] = 250;
    expect(() => unpackSnapshot(newer, memory.length)).toThrow(/version 250/);
  });

  test('a snapshot that is cut off or too long says how long it should be', () => {
    for (let length = 0; length < snapshot.length; length++) {
      expect(() => unpackSnapshot(snapshot.subarray(0, length), memory.length)).toThrow(RangeError);
    }
    const longer = new Uint8Array(snapshot.length + 1);
    longer.set(snapshot);
    expect(() => unpackSnapshot(longer, memory.length)).toThrow(/309 bytes, not 308/);
    expect(() => unpackSnapshot(snapshot, memory.length + 8)).toThrow(/308 bytes, not 316/);
  });
});
