import type { Constants, Contestant } from './contestants.ts';
import type { LabelledNabFile, NabFile } from './nab-corpus.ts';
import type { ScoredFile } from './nab-score.ts';

/** What a detector said of one file, a number a sample. */
export interface SaidOfFile {
  readonly state: Float64Array;
  readonly onset: Float64Array;
}

/** Each file with a detector of its own, sample by sample. */
export function followAll(
  files: readonly NabFile[],
  contestant: Contestant,
  constants?: Constants,
): SaidOfFile[] {
  return files.map(({ timestamps, values }) => {
    const state = new Float64Array(values.length);
    const onset = new Float64Array(values.length);
    const online = contestant.start(constants);
    for (let i = 0; i < values.length; i++) {
      const said = online.update(timestamps[i], values[i]);
      state[i] = said.state;
      onset[i] = said.onset;
    }
    return { state, onset };
  });
}

export function scoredBy(
  column: keyof SaidOfFile,
  files: readonly LabelledNabFile[],
  said: readonly SaidOfFile[],
): ScoredFile[] {
  return files.map(({ layout }, f) => ({ layout, scores: said[f][column] }));
}
