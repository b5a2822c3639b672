import type { BehaviourName } from '../question/behaviours.ts';
import type { QuestionReading } from '../question/read-question.ts';
import type { Elsewhere } from './ask-answer.ts';

/** What a value says as well: an expression answers it. */
const SAID_BY_VALUES: ReadonlySet<BehaviourName> = new Set([
  'near-limit',
  'high',
  'low',
  'increased',
  'decreased',
  'restarting',
  'stopped-reporting',
]);

const SIMILAR =
  /\b(?:look(?:s|ed|ing)? (?:just |exactly |a bit )?(?:like|similar|alike)|similar(?:ly)? to|(?:the )?same shape|resembl\w+|like (?:this|that|the last) (?:one|incident|outage|spike|window|graph|curve|shape|pattern))\b/iu;
const OPEN =
  /\bwhat(?:'s| is| was)? (?:happen(?:s|ed|ing)|broke|go(?:es|ing) (?:on|wrong)|went wrong|wrong|off)\b/iu;

export interface Pointing {
  /** Empty for a question about values. */
  readonly see: readonly Elsewhere[];
  /** The question names nothing of which a value is asked: there is nothing for an expression to be about. */
  readonly isAll: boolean;
}

/** Where a question is answered that is about how series behave. */
export function pointElsewhere(
  question: string,
  { behaviours: read, text }: Pick<QuestionReading, 'behaviours' | 'text'>,
): Pointing {
  const behaviours = read.filter(
    ({ behaviour }) => behaviour.isHint !== true && !SAID_BY_VALUES.has(behaviour.name),
  );
  const isOf = (name: BehaviourName): boolean => behaviours.some(({ behaviour }) => behaviour.name === name);
  const see: Elsewhere[] = [];
  const isOfShape = SIMILAR.test(question);
  if (isOfShape) {
    see.push({
      place: 'similar',
      reason: 'What looks alike is found by its shape: POST /metrics/similar.',
    });
  }
  if (isOf('anomalous') || OPEN.test(question)) {
    see.push({
      place: 'anomalies',
      reason: 'What is out of the ordinary is found by detection: GET /anomalies.',
    });
  }
  if (behaviours.some(({ behaviour }) => behaviour.name !== 'anomalous')) {
    see.push({
      place: 'query',
      reason: 'How series behave is remembered of those that were ingested: POST /metrics/query.',
    });
  }
  return { see, isAll: isOfShape || (see.length > 0 && text === '') };
}
