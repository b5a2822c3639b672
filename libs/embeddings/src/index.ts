export { builtinEmbedder } from './builtin-embedder.ts';
export { EmbeddingError } from './embedding-error.ts';
export { ollamaEmbedder } from './ollama-embedder.ts';
export { wordRarity } from './known-words.ts';
export type { EmbedOptions, Embedder } from './embedder.ts';
export type { EmbeddingErrorKind } from './embedding-error.ts';
export type { OllamaEmbedderOptions } from './ollama-embedder.ts';
