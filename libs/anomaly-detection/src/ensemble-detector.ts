import type { Series } from '@metrics-ai/timeseries';
import type { Detector, Judgement, Judgements, OnlineDetector } from './detector.ts';
import { NOT_JUDGED, unknownColumns } from './judgement-columns.ts';

export interface EnsembleOptions {
  /** Members that must agree, 1 … all of them. Default 2. */
  minVotes?: number;
  /** Default `ensemble`. */
  name?: string;
}

export interface EnsembleDetector extends Detector {
  /**
   * What `detect` says, but undefined where no sample is strange. Members are asked in turn, and no more of them once too
   * few are left to make up the votes: put the costly ones last.
   */
  detectStrange(series: Series): Judgements | undefined;
}

/**
 * Strange is what at least `minVotes` members call strange. The score is the minVotes-th highest of theirs, so that it
 * exceeds 1 exactly when enough of them agree; NaN while fewer than that can judge. Expected and band are those of the
 * first member that votes, else of the first that can judge: put the one first whose band says most to a reader.
 *
 * @throws RangeError without members, for a minVotes out of bounds, or when two members have the same name.
 */
export function ensembleDetector(
  detectors: readonly Detector[],
  { minVotes = 2, name = 'ensemble' }: EnsembleOptions = {},
): EnsembleDetector {
  if (!Number.isInteger(minVotes) || minVotes < 1 || minVotes > detectors.length) {
    throw new RangeError(
      `minVotes must be an integer from 1 to ${detectors.length} (the members), not ${minVotes}`,
    );
  }
  if (new Set(detectors.map((detector) => detector.name)).size < detectors.length) {
    throw new RangeError('detectors must have different names');
  }
  const consensusOf = (judged: readonly Judgements[]): Judgements => {
    const { length } = judged[0].score;
    const consensus = unknownColumns(name, length);
    const scores = new Float64Array(detectors.length);
    for (let i = 0; i < length; i++) {
      for (let m = 0; m < judged.length; m++) scores[m] = judged[m].score[i];
      const score = consensusScore(scores, minVotes);
      if (Number.isNaN(score)) continue;
      const speaker = judged[speakerOf(scores)];
      consensus.score[i] = score;
      consensus.expected[i] = speaker.expected[i];
      consensus.lower[i] = speaker.lower[i];
      consensus.upper[i] = speaker.upper[i];
    }
    const members = judged.map(({ score }, m) => ({ name: detectors[m].name, score }));
    return { ...consensus, members };
  };

  return {
    name,
    warmupPoints: detectors.map((detector) => detector.warmupPoints).sort((a, b) => a - b)[minVotes - 1],

    detect: (series) => consensusOf(detectors.map((detector) => detector.detect(series))),

    detectStrange(series) {
      const judged: Judgements[] = [];
      const votes = new Uint32Array(series.values.length);
      for (const [m, detector] of detectors.entries()) {
        const judgements = detector.detect(series);
        judged.push(judgements);
        const missing = minVotes - (detectors.length - 1 - m);
        if (addVotes(votes, judgements.score) < missing) return undefined;
      }
      return consensusOf(judged);
    },

    online(): OnlineDetector {
      const members = detectors.map((detector) => detector.online());
      return {
        update(timestampMs, value): Judgement {
          const judged = members.map((member) => member.update(timestampMs, value));
          const scores = Float64Array.from(judged, ({ score }) => score);
          const score = consensusScore(scores, minVotes);
          if (Number.isNaN(score)) return NOT_JUDGED;
          const votes = detectors.filter((_, m) => scores[m] > 1).map((detector) => detector.name);
          return { ...judged[speakerOf(scores)], score, votes };
        },
      };
    },
  };
}

/** Counts who votes for each sample, and says how many do for the one with the most votes. */
function addVotes(votes: Uint32Array, score: Float64Array): number {
  let most = 0;
  for (let i = 0; i < votes.length; i++) {
    if (score[i] > 1) votes[i]++;
    if (votes[i] > most) most = votes[i];
  }
  return most;
}

/** The minVotes-th highest score; NaN when fewer are known. */
function consensusScore(scores: Float64Array, minVotes: number): number {
  // A handful of numbers for every sample: looking for those with fewer than minVotes above them needs no memory.
  for (let i = 0; i < scores.length; i++) {
    let above = 0;
    let equal = 0;
    for (let j = 0; j < scores.length; j++) {
      if (scores[j] > scores[i]) above++;
      else if (scores[j] === scores[i]) equal++;
    }
    if (above < minVotes && above + equal >= minVotes) return scores[i];
  }
  return NaN;
}

/** The first member that votes, else the first that can judge. */
function speakerOf(scores: Float64Array): number {
  // Asked of every sample, so by a loop: two callbacks for each would cost more than all else here.
  let known = -1;
  for (let m = 0; m < scores.length; m++) {
    if (scores[m] > 1) return m;
    if (known < 0 && !Number.isNaN(scores[m])) known = m;
  }
  return known;
}
