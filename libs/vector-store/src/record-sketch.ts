/** That a record has a sketch; `version` changes when its sketch does. */
export interface SketchVersion {
  readonly id: string;
  readonly version: string;
}

/** What was stored with a record for a search of its own, in a form that only who stored it knows. */
export interface RecordSketch extends SketchVersion {
  readonly sketch: Uint8Array;
}

const LARGEST_SKETCH = 65_536;

export function checkSketch(name: string, sketch: Uint8Array | undefined): void {
  if (sketch === undefined) return;
  // Not by instanceof: in a vm context, as test runners use, arrays from elsewhere are of another realm.
  const type = Object.prototype.toString.call(sketch);
  if (type !== '[object Uint8Array]') throw new TypeError(`${name} must be a Uint8Array`);
  if (sketch.length > LARGEST_SKETCH) {
    throw new RangeError(`${name} must have at most ${LARGEST_SKETCH} bytes, not ${sketch.length}`);
  }
}
