import { labelName } from '@metrics-ai/promql';
import type { Intent, Situation } from '../intent.ts';
import type { MetricTraits } from '../metric-traits.ts';
import type { Role } from '../relatives.ts';

/** How much of a limit is used, or left. */
export const shareOfWhole: Intent = {
  name: 'share of whole',
  propose(situation) {
    const { request, traits } = situation;
    if (!isAmount(traits)) return undefined;
    const asked =
      request.signals.get('ratio') ??
      request.signals.get('limit') ??
      request.signals.get('usage') ??
      request.signals.get('left');
    const isBoundShare = request.threshold?.of === 'percent';
    if (asked === undefined) return undefined;
    // What will be is a forecast's to say.
    if (request.signals.has('forecast') && request.horizon !== undefined) return undefined;
    const pair = pairOf(situation);
    // What is 0 or 1 is no part of anything.
    if (pair === undefined || (traits.isState && pair.likeness < LEAST_LIKENESS)) return undefined;
    const share = `${pair.part} / ${pair.whole}`;
    const turned = pair.isFree !== asksLeft(situation, pair);
    const isPercent = request.signals.get('ratio') !== undefined;
    const ratio = turned ? `1 - ${share}` : share;
    return {
      fit:
        pair.likeness ** 2 *
        (isBoundShare ? 1 : request.signals.has('ratio') || request.signals.has('limit') ? 0.85 : 0.5),
      promql: isPercent ? (turned ? `(${ratio}) * 100` : `${ratio} * 100`) : ratio,
      reading: `share of ${pair.wholeName} that is ${turned ? 'not ' : ''}${pair.partName}`,
      unit: isPercent ? 'percent' : 'ratio',
      isAggregated: true,
      isOfKind: pair.isLoose,
      words: [
        asked,
        WHOLE_WORDS.exec(request.plain)?.[0] ?? '',
        request.signals.get('usage') ?? '',
        request.signals.get('left') ?? '',
      ],
    };
  },
};

/** Whether what is left is asked for; of a metric of what is left, a lower bound is one of that. */
function asksLeft({ request: { signals, threshold } }: Situation, { isFree }: Pair): boolean {
  const isLow = threshold?.comparison.startsWith('<') === true;
  if (signals.has('usage')) return isLow && signals.has('left');
  return signals.has('left') || (isLow && isFree);
}

/** What people call the whole, however its metric is called. */
const WHOLE_WORDS = /\b(?:limit|capacity|maximum|max|quota|total|size)\b/;

/** What of a limit is not used, where no metric says it: connections left. */
export const restOfWhole: Intent = {
  name: 'rest of whole',
  propose(situation) {
    const { request, traits } = situation;
    const left = request.signals.get('left');
    // Of many, those that are not well.
    const lacking =
      request.signals.has('count') ||
      request.signals.has('mismatch') ||
      request.signals.get('lost') === 'missing'
        ? (request.signals.get('down') ?? request.signals.get('lost'))
        : undefined;
    const asked = left ?? lacking;
    if (asked === undefined || asksShare(situation) || !isAmount(traits)) return undefined;
    if (left !== undefined && traits.isState) return undefined;
    const pair = pairOf(situation);
    // What is left of both together is what a metric says.
    if (pair === undefined || pair.isFree || pair.isBoth === true) return undefined;
    return {
      fit: pair.likeness ** 2 * (lacking === undefined ? 0.85 : 0.98),
      promql: `${pair.whole} - ${pair.part}`,
      reading: `what of ${pair.wholeName} is not ${pair.partName}`,
      unit: traits.unit,
      isAggregated: true,
      isOfKind: pair.isLoose,
      words: [asked, request.signals.get('count') ?? ''],
    };
  },
};

/** What of a whole is used, where metrics say the whole and what is left: swap in use. */
export const usedOfWhole: Intent = {
  name: 'used of whole',
  propose(situation) {
    const { request, traits } = situation;
    const asked = request.signals.get('usage');
    if (asked === undefined || asksShare(situation) || request.signals.has('left') || !isAmount(traits))
      return undefined;
    if (traits.isState || request.signals.has('forecast')) return undefined;
    const pair = pairOf(situation);
    if (pair?.isFree !== true || pair.likeness < LEAST_LIKENESS) return undefined;
    return {
      fit: pair.likeness ** 2 * 0.85,
      promql: `${pair.whole} - ${pair.part}`,
      reading: `what of ${pair.wholeName} is not ${pair.partName}`,
      unit: traits.unit,
      isAggregated: true,
      isOfKind: pair.isLoose,
      words: [asked],
    };
  },
};

/** What is taken from another has to be of the very same. */
const LEAST_LIKENESS = 0.9;

/** What adds up, and is no share already. */
function isAmount({ kind, unit }: MetricTraits): boolean {
  return (kind === 'gauge' || kind === 'unknown') && unit !== 'ratio' && unit !== 'percent';
}

function asksShare({ request: { signals, threshold } }: Situation): boolean {
  return signals.has('ratio') || threshold?.of === 'percent';
}

interface Pair {
  readonly part: string;
  readonly whole: string;
  readonly partName: string;
  readonly wholeName: string;
  /** The part is what is left, not what is used. */
  readonly isFree: boolean;
  /** Their names say more than the same: the part may be one of another whole. */
  readonly isLoose: boolean;
  /** The whole is what is used and what is left together. */
  readonly isBoth?: boolean;
  readonly likeness: number;
}

/** What says of itself neither that it is a part nor that it is left is a part less often. */
const PRESUMED_PART = 0.8;
/** What is free is not all that can be had, or more than it: where both are known, what is available is meant. */
const OUTDONE = 0.5;

/** A part and its whole, of which the metric is one; where nothing says the whole, what is used and what is left together. */
function pairOf(situation: Situation): Pair | undefined {
  const { traits, relatives, found, request } = situation;
  if (relatives.isPeak(traits)) return undefined;
  const role = relatives.roleOf(traits);
  // How something is set up is no part of what there is.
  if (role === undefined && relatives.isSetting(traits)) return undefined;
  if (role === 'whole') {
    const order: readonly (Role | 'unsaid')[] = request.signals.has('left')
      ? ['free', 'part', 'unsaid']
      : ['part', 'free', 'unsaid'];
    const parts = order.flatMap((wanted) => {
      const part = relatives.find(traits, wanted, found);
      return part === undefined ? [] : [{ ...part, isFree: wanted === 'free' }];
    });
    // Of those that are as alike, the first that is looked for.
    const [best] = parts.toSorted((a, b) => b.likeness - a.likeness);
    return best && paired(situation, best.traits, traits, best.isFree, best.likeness);
  }
  const whole = relatives.find(traits, 'whole', found);
  const isSaid = role === 'part' || role === 'free';
  if (whole !== undefined) {
    const isOutdone = role === 'free' && relatives.availableOf(traits) !== undefined;
    const likeness = whole.likeness * (isOutdone ? OUTDONE : isSaid ? 1 : PRESUMED_PART);
    const pair = paired(situation, traits, whole.traits, role === 'free', likeness);
    return { ...pair, isLoose: whole.likeness < LEAST_LIKENESS };
  }
  const other = isSaid ? relatives.find(traits, role === 'part' ? 'free' : 'part', found) : undefined;
  if (other === undefined || other.likeness < 1) return undefined;
  const [used, free] = role === 'part' ? [traits, other.traits] : [other.traits, traits];
  const pair = paired(situation, used, free, false, other.likeness);
  return {
    ...pair,
    isBoth: true,
    whole: `(${pair.part} + ${pair.whole})`,
    wholeName: `${pair.partName} and ${pair.wholeName} together`,
  };
}

/** Both told apart by the same labels: by those that are asked for, or without those that only the part has. */
function paired(
  { by, series, together }: Situation,
  part: MetricTraits,
  whole: MetricTraits,
  isFree: boolean,
  likeness: number,
): Pair {
  const [ofPart, ofWhole] = [part, whole].map(({ metric }) => Object.keys(metric.labels));
  const extra = ofPart.filter((label) => !ofWhole.includes(label)).sort();
  const isKnown = ofPart.length > 0 && ofWhole.length > 0;
  const isApart =
    isKnown && by.length > 0 && by.every((label) => ofPart.includes(label) && ofWhole.includes(label));
  const [partSeries, wholeSeries] = [part, whole].map(({ metric }) =>
    isApart ? together('sum', series(metric.name)) : series(metric.name),
  );
  return {
    part:
      isKnown && !isApart && extra.length > 0
        ? `sum without (${extra.map(labelName).join(', ')}) (${partSeries})`
        : partSeries,
    whole: wholeSeries,
    partName: part.metric.name,
    wholeName: whole.metric.name,
    isFree,
    isLoose: likeness < LEAST_LIKENESS,
    likeness,
  };
}
