/** "MAsd", and the version of what follows: another layout or another meaning of it gets another number. */
const MAGIC = [0x4d, 0x41, 0x73, 0x64];
const SNAPSHOT_VERSION = 1;
/** The rest of the header is 0: a later release may use it. */
const HEADER_BYTES = 8;

/** Puts a header before the memory of a detector. The numbers are in the byte order of all common machines, little-endian. */
export function packSnapshot(memory: Uint8Array): Uint8Array {
  const snapshot = new Uint8Array(HEADER_BYTES + memory.length);
  snapshot.set(MAGIC);
  snapshot[MAGIC.length] = SNAPSHOT_VERSION;
  snapshot.set(memory, HEADER_BYTES);
  return snapshot;
}

/**
 * The memory in a snapshot; twice as long when it was taken during a marked incident: what was known before it follows. That the
 * constants were others, of the same sizes, is not noticed, nor that bytes were changed on their way.
 *
 * @throws RangeError when it is none, or not one of this version and size.
 */
export function unpackSnapshot(snapshot: Uint8Array, memoryBytes: number): Uint8Array {
  if (!MAGIC.every((byte, i) => snapshot[i] === byte)) {
    throw new RangeError('snapshot: these bytes are not the snapshot of a series detector');
  }
  const version = snapshot[MAGIC.length];
  if (version !== SNAPSHOT_VERSION) {
    throw new RangeError(
      `snapshot: version ${version}, this release reads ${SNAPSHOT_VERSION}; replay the series' history instead`,
    );
  }
  for (let i = MAGIC.length + 1; i < HEADER_BYTES; i++) {
    if (snapshot[i]) throw new RangeError(`snapshot: byte ${i} of the header is ${snapshot[i]}, not 0`);
  }
  const bytes = snapshot.length - HEADER_BYTES;
  if (bytes !== memoryBytes && bytes !== 2 * memoryBytes) {
    throw new RangeError(
      `snapshot: ${snapshot.length} bytes, not ${HEADER_BYTES + memoryBytes}: it is cut off, or of a detector with other constants`,
    );
  }
  return snapshot.subarray(HEADER_BYTES);
}
