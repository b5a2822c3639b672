import type { AnomalyType } from '@metrics-ai/anomaly-detection';
import type { BehaviourTag } from '@metrics-ai/features';

export type BehaviourName =
  | 'sawtooth'
  | 'dropped-to-zero'
  | 'stopped-reporting'
  | 'gappy'
  | 'restarting'
  | 'recovered'
  | 'weekly'
  | 'daily'
  | 'isolated-spike'
  | 'spiky'
  | 'spike'
  | 'near-limit'
  | 'frozen'
  | 'noisy'
  | 'level-shift-up'
  | 'level-shift-down'
  | 'level-shift'
  | 'climbing'
  | 'declining'
  | 'flat'
  | 'periodic'
  | 'drop'
  | 'increased'
  | 'decreased'
  | 'unusually-high'
  | 'unusually-low'
  | 'anomalous'
  | 'high'
  | 'low';

/** What a series may do that people ask for, and by what it is known. */
export interface Behaviour {
  readonly name: BehaviourName;
  /** A series does it that has any of these tags … */
  readonly tags: readonly BehaviourTag[];
  /** … or an anomaly of any of these types; `any` type is a list of its own. */
  readonly anomalyTypes: readonly AnomalyType[] | 'any';
  /**
   * `state`: it is so over the whole window, and a time that the question names is one that the window must reach into. `event`: it
   * happened once, and the time is when. `pattern`: it comes again and again, and what is said to come so (the spikes of every night)
   * is no event.
   */
  readonly kind: 'state' | 'event' | 'pattern';
  /** Where no time is named it is asked of now: what is over does not count. */
  readonly isOfNow?: boolean;
  /** It is when it begins that a named time means: what stopped days before did not stop last night, although it stands still. */
  readonly isChange?: boolean;
  /** Where nothing does it, these come nearest. */
  readonly nearest?: readonly BehaviourTag[];
  /** What these tags say explains the same look better: such series come later. */
  readonly unlike?: readonly BehaviourTag[];
  /** It is only a wish: nothing is left out for it, and its words stay in the text. */
  readonly isHint?: boolean;
}

/** In the order in which they are looked for: what says more comes first, and its words are then spent. */
export const BEHAVIOURS: readonly Behaviour[] = [
  { name: 'sawtooth', tags: ['sawtooth'], anomalyTypes: [], kind: 'pattern' },
  { name: 'recovered', tags: ['recovered'], anomalyTypes: [], kind: 'event', nearest: ['isolated-spike'] },
  {
    name: 'stopped-reporting',
    tags: ['stopped'],
    anomalyTypes: ['stopped'],
    kind: 'event',
    isChange: true,
    isOfNow: true,
    unlike: ['dropped-to-zero'],
  },
  {
    name: 'dropped-to-zero',
    tags: ['dropped-to-zero', 'stopped'],
    anomalyTypes: ['stopped'],
    kind: 'event',
    isChange: true,
    isOfNow: true,
    nearest: ['low-now', 'level-shift-down'],
    unlike: ['gappy'],
  },
  { name: 'gappy', tags: ['gappy', 'sparse'], anomalyTypes: [], kind: 'state' },
  { name: 'restarting', tags: [], anomalyTypes: ['reset_storm'], kind: 'event' },
  {
    name: 'weekly',
    tags: ['weekly-pattern', 'quiet-days'],
    anomalyTypes: [],
    kind: 'pattern',
    nearest: ['daily-pattern'],
  },
  { name: 'daily', tags: ['daily-pattern'], anomalyTypes: [], kind: 'pattern', unlike: ['quiet-days'] },
  { name: 'isolated-spike', tags: ['isolated-spike'], anomalyTypes: [], kind: 'event', isChange: true },
  {
    name: 'spiky',
    tags: ['spiky', 'bursty'],
    anomalyTypes: [],
    kind: 'pattern',
    nearest: ['isolated-spike'],
  },
  {
    name: 'spike',
    tags: ['isolated-spike', 'spiky', 'bursty'],
    anomalyTypes: ['spike'],
    kind: 'event',
    isChange: true,
  },
  {
    name: 'near-limit',
    tags: ['near-limit', 'saturated'],
    anomalyTypes: [],
    kind: 'state',
    // Of most series nobody knows the limit; what sits at it does not move.
    nearest: ['flat', 'constant', 'high-now'],
  },
  {
    name: 'frozen',
    tags: ['constant'],
    anomalyTypes: ['frozen'],
    kind: 'event',
    isChange: true,
    nearest: ['dropped-to-zero'],
  },
  { name: 'noisy', tags: ['noisy'], anomalyTypes: ['variance_change'], kind: 'state' },
  {
    name: 'level-shift-up',
    tags: ['level-shift-up'],
    anomalyTypes: [],
    kind: 'event',
    isChange: true,
    unlike: ['recovered', 'rising'],
  },
  {
    name: 'level-shift-down',
    tags: ['level-shift-down'],
    anomalyTypes: [],
    kind: 'event',
    isChange: true,
    unlike: ['dropped-to-zero', 'stopped', 'quiet-days', 'weekly-pattern'],
  },
  {
    name: 'level-shift',
    tags: ['level-shift-up', 'level-shift-down'],
    anomalyTypes: [],
    kind: 'event',
    isChange: true,
    unlike: ['dropped-to-zero', 'quiet-days', 'weekly-pattern'],
  },
  {
    name: 'periodic',
    tags: ['periodic', 'daily-pattern', 'weekly-pattern'],
    anomalyTypes: [],
    kind: 'pattern',
  },
  { name: 'climbing', tags: ['rising'], anomalyTypes: [], kind: 'state', unlike: ['sawtooth'] },
  { name: 'declining', tags: ['falling'], anomalyTypes: [], kind: 'state', unlike: ['sawtooth'] },
  {
    name: 'flat',
    tags: ['flat', 'constant'],
    anomalyTypes: [],
    kind: 'state',
    unlike: ['near-limit', 'saturated', 'stopped', 'dropped-to-zero', 'gappy', 'sparse'],
  },
  {
    name: 'drop',
    tags: ['level-shift-down', 'dropped-to-zero', 'low-now'],
    anomalyTypes: ['drop'],
    kind: 'event',
    isChange: true,
    unlike: ['quiet-days', 'weekly-pattern'],
  },
  {
    name: 'increased',
    tags: ['level-shift-up', 'rising', 'high-now', 'isolated-spike'],
    anomalyTypes: ['spike'],
    kind: 'event',
    isChange: true,
  },
  {
    name: 'decreased',
    tags: ['level-shift-down', 'falling', 'low-now', 'dropped-to-zero'],
    anomalyTypes: ['drop'],
    kind: 'event',
    isChange: true,
  },
  { name: 'unusually-high', tags: ['high-now', 'level-shift-up'], anomalyTypes: ['spike'], kind: 'event' },
  { name: 'unusually-low', tags: ['low-now', 'level-shift-down'], anomalyTypes: ['drop'], kind: 'event' },
  { name: 'anomalous', tags: [], anomalyTypes: 'any', kind: 'event' },
  { name: 'high', tags: ['high-now', 'near-limit'], anomalyTypes: [], kind: 'state', isHint: true },
  { name: 'low', tags: ['low-now'], anomalyTypes: [], kind: 'state', isHint: true },
];
