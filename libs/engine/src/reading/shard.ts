import { seriesId } from '../series-id.ts';

/** One of several parts that a watch's series are divided into. */
export interface Shard {
  /** 0 … of − 1. */
  readonly index: number;
  readonly of: number;
}

export const WHOLE: Shard = { index: 0, of: 1 };

/**
 * Whether a series belongs to the shard: the same series always to the same one, whatever else there is. A metric's
 * series of one instance stay together, so that a few matchers select a shard.
 */
export function isOfShard(labels: Readonly<Record<string, string>>, { index, of }: Shard): boolean {
  if (of === 1) return true;
  const { __name__ = '', instance = '' } = labels;
  // The first 32 bits of a hash are as good as any.
  return parseInt(seriesId('', { __name__, instance }).slice(0, 8), 16) % of === index;
}
