import { wordRarity } from '@metrics-ai/embeddings';
import { expandWords, splitWords, technologiesNamed, wordWeight, wordsInText } from '@metrics-ai/lexicon';

/** What a ranking looks at: a series or a metric of the catalogue, as a store found it. */
export interface RankCandidate {
  readonly metric: string;
  /** A value, or all that are known, by label name. */
  readonly labels: Readonly<Record<string, string | readonly string[]>>;
  /** Name, help, labels, unit: what was embedded. */
  readonly text: string;
  /** Cosine of its vector and the question's; absent where nothing was embedded. */
  readonly similarity?: number;
}

export type MatchedField = 'name' | 'labels' | 'text';

/** A word of the question, and what answers it. */
export interface WordMatch {
  /** As it stands in the question, in lower-case. */
  readonly asked: string;
  /** As it stands in the candidate, in lower-case. */
  readonly met: string;
  readonly field: MatchedField;
  /** Whether it is another word for the one asked. */
  readonly isSynonym: boolean;
}

export interface Ranked<Candidate> {
  readonly candidate: Candidate;
  /** 0 to 1. */
  readonly score: number;
  /** In the order of the question; words that nothing answers are left out. */
  readonly why: readonly WordMatch[];
}

/** What each part of a score counts; of one that does not apply, the others take the place. */
const SHARES = {
  /** How much of the question is answered. */
  coverage: 1,
  /** How much of the metric's name was asked for: of two metrics that answer, the plainer one is meant. */
  precision: 0.45,
  /** Whether it belongs to a technology that the question names. */
  technology: 0.25,
  /** Cosine of the vectors: parts of words, other spellings, related words. */
  similarity: 0.9,
} as const;

/** A word in the metric's name answers best; labels say which one of many, a help text says a lot besides. */
const FIELD_WEIGHTS: Readonly<Record<MatchedField, number>> = { name: 0.9, labels: 0.7, text: 0.7 };

/** What is said first is what is meant; each further word counts this much less. */
const LATER_WORD_DECAY = 0.05;

interface AskedWord {
  readonly asked: string;
  readonly word: string;
  readonly weight: number;
  readonly alternatives: readonly { readonly word: string; readonly weight: number }[];
}

/**
 * Orders what a store found for a question by the words that meet. Each word of the question counts by its rarity and is answered
 * by its best synonym in the best field; a score is the weighted mean of the question's coverage, the name's precision, the
 * technology and the similarity. Looks at nothing but the candidates, so that every store ranks alike; equals keep their
 * order. O(words of the question and of the candidates).
 */
export function rankHits<Candidate extends RankCandidate>(
  question: string,
  candidates: readonly Candidate[],
): Ranked<Candidate>[] {
  const asked = readQuestion(question);
  const technologies = technologiesNamed(splitWords(question));
  return candidates
    .map((candidate) => rank(candidate, asked, technologies))
    .sort((a, b) => b.score - a.score);
}

function readQuestion(question: string): AskedWord[] {
  const inText = wordsInText(question);
  const texts = new Map(inText.toReversed().map(({ word, text }) => [word, text]));
  return expandWords(inText.map(({ word }) => word)).map(({ word, alternatives }, place) => ({
    word,
    asked: texts.get(word) ?? word,
    alternatives,
    weight: wordRarity(word) * wordWeight(word) * Math.exp(-LATER_WORD_DECAY * place),
  }));
}

function rank<Candidate extends RankCandidate>(
  candidate: Candidate,
  question: readonly AskedWord[],
  technologies: ReadonlySet<string>,
): Ranked<Candidate> {
  const places = placesOf(candidate);
  const why: WordMatch[] = [];
  /** Words of the name that answer, each with how well. */
  const answering = new Map<string, number>();
  let [answered, all] = [0, 0];
  for (const { asked, word, weight, alternatives } of question) {
    let best = 0;
    let match: WordMatch | undefined;
    for (const alternative of alternatives) {
      const place = places.get(alternative.word);
      if (place === undefined) continue;
      const { field, met } = place;
      if (field === 'name') {
        const before = answering.get(alternative.word) ?? 0;
        answering.set(alternative.word, Math.max(alternative.weight, before));
      }
      const value = alternative.weight * FIELD_WEIGHTS[field];
      if (value <= best) continue;
      best = value;
      match = { asked, met, field, isSynonym: alternative.word !== word };
    }
    answered += weight * best;
    all += weight;
    if (match !== undefined) why.push(match);
  }

  const parts: [number, number][] = [[SHARES.coverage, all > 0 ? answered / all : 0]];
  parts.push([SHARES.precision, precisionOf(places, answering)]);
  if (technologies.size > 0) parts.push([SHARES.technology, belongsTo(places, technologies) ? 1 : 0]);
  if (candidate.similarity !== undefined) {
    parts.push([SHARES.similarity, Math.min(1, Math.max(0, candidate.similarity))]);
  }
  const shares = parts.reduce((sum, [share]) => sum + share, 0);
  return { candidate, score: parts.reduce((sum, [share, value]) => sum + share * value, 0) / shares, why };
}

/** Where a word of a candidate stands, and how. */
interface Place {
  readonly field: MatchedField;
  readonly met: string;
}

/** Of each word of a candidate, stemmed, its best place; those of the name first, in order. */
function placesOf({ metric, labels, text }: RankCandidate): ReadonlyMap<string, Place> {
  const values = Object.entries(labels)
    .filter(([name]) => name !== '__name__')
    .flatMap(([, value]) => value);
  const places = new Map<string, Place>();
  for (const [field, words] of [
    ['name', metric],
    ['labels', values.join(' ')],
    ['text', text],
  ] as const) {
    for (const { word, text: met } of wordsInText(words)) {
      if (!places.has(word)) places.set(word, { field, met });
    }
  }
  return places;
}

function precisionOf(places: ReadonlyMap<string, Place>, answering: ReadonlyMap<string, number>): number {
  let [answers, all] = [0, 0];
  for (const [word, { field }] of places) {
    if (field !== 'name') break;
    answers += wordRarity(word) * (answering.get(word) ?? 0);
    all += wordRarity(word);
  }
  return all > 0 ? answers / all : 0;
}

/** By the first word of its name, as `pg_…` and `kube_…`, or by a label such as its job. */
function belongsTo(places: ReadonlyMap<string, Place>, technologies: ReadonlySet<string>): boolean {
  let isFirst = true;
  for (const [word, { field }] of places) {
    if (field === 'text') return false;
    if ((isFirst || field === 'labels') && technologies.has(word)) return true;
    isFirst = false;
  }
  return false;
}
