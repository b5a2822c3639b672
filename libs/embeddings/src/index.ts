export type { EmbedOptions, Embedder } from './embedder.ts';
