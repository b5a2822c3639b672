import type { Watch } from '@metrics-ai/engine';

/** What a watch is called in the queue, where those of all tenants meet. No tenant's name holds a `/`. */
export const queuedName = ({ tenant, name }: Pick<Watch, 'tenant' | 'name'>): string => `${tenant}/${name}`;
