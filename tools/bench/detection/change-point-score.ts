/**
 * How well change points agree with those of several people: van den Burg & Williams, "An evaluation of change point detection
 * algorithms", 2020, section 4. A change point is the place of the first sample after a change, counted from 0.
 */

/** The change points that one person has marked, in any order. */
export type Annotation = readonly number[];

/** So many samples away a change point is still the one that was marked. */
const MARGIN = 5;

/**
 * F1 with a margin of 5 samples: precision is taken against what anybody has marked, recall is the mean over the people. The first sample
 * counts as a change point of everybody, so that neither is undefined.
 */
export function changePointF1(annotations: readonly Annotation[], found: readonly number[]): number {
  const predicted = withStart(found);
  const anybody = withStart(annotations.flat());
  const precision = countMatches(anybody, predicted) / predicted.length;
  const recalls = annotations.map((one) => {
    const marked = withStart(one);
    return countMatches(marked, predicted) / marked.length;
  });
  const recall = recalls.reduce((sum, one) => sum + one, 0) / recalls.length;
  return (2 * precision * recall) / (precision + recall);
}

/** How many of the marked ones have a predicted one within the margin, of which each serves once. */
function countMatches(marked: readonly number[], predicted: readonly number[]): number {
  const free = new Set(predicted);
  let matches = 0;
  for (const mark of marked) {
    let nearest: number | undefined;
    for (const place of free) {
      const distance = Math.abs(place - mark);
      if (distance > MARGIN) continue;
      if (nearest === undefined || distance < Math.abs(nearest - mark)) nearest = place;
    }
    if (nearest === undefined) continue;
    free.delete(nearest);
    matches++;
  }
  return matches;
}

/**
 * Covering: for each segment between marked change points the best overlap (intersection over union) with a found segment, weighted by its
 * length, and the mean of that over the people.
 *
 * @param length of the series.
 */
export function changePointCover(
  annotations: readonly Annotation[],
  found: readonly number[],
  length: number,
): number {
  const predicted = segmentsOf(found, length);
  const covers = annotations.map((one) => {
    let cover = 0;
    for (const [from, to] of segmentsOf(one, length)) {
      const overlaps = predicted.map(([start, end]) => {
        const common = Math.max(0, Math.min(to, end) - Math.max(from, start));
        return common / (to - from + end - start - common);
      });
      cover += (to - from) * Math.max(...overlaps);
    }
    return cover / length;
  });
  return covers.reduce((sum, cover) => sum + cover, 0) / covers.length;
}

/** From the first sample to the one behind the last. */
function segmentsOf(changePoints: readonly number[], length: number): [from: number, to: number][] {
  const starts = withStart(changePoints).filter((place) => place < length);
  return starts.map((from, s) => [from, starts[s + 1] ?? length]);
}

function withStart(changePoints: readonly number[]): number[] {
  return [...new Set([0, ...changePoints])].sort((a, b) => a - b);
}
