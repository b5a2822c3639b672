import { setMaxListeners } from 'node:events';
import type { EmbedOptions, Embedder } from './embedder.ts';
import { EmbeddingError } from './embedding-error.ts';
import { field } from './field.ts';
import { normalise } from './normalise.ts';
import { OllamaConnection, checkedInteger } from './ollama-connection.ts';
import type { OllamaConnectionOptions } from './ollama-connection.ts';
import { slots } from './slots.ts';
import { MAX_TEXT_LENGTH } from './text-length.ts';

export interface OllamaEmbedderOptions extends OllamaConnectionOptions {
  /** Default `nomic-embed-text`. */
  readonly model?: string;
  /** How many components the model's vectors have; another number is an error. Default 768. */
  readonly dimensions?: number;
  /** Texts a request. Default 32. */
  readonly batchSize?: number;
  /** Requests for documents under way at once, over all calls; queries never wait for them. Default 2. */
  readonly maxConcurrency?: number;
  /** What the model wants in front of a document; default `search_document: ` for nomic-embed-text, else nothing. */
  readonly documentPrefix?: string;
  /** What the model wants in front of a query; default `search_query: ` for nomic-embed-text, else nothing. */
  readonly queryPrefix?: string;
}

/** Below this even a model with a small context takes a text. */
const SHORTEST_CUT = 250;

/**
 * An embedder that asks an Ollama server (`POST /api/embed`, https://docs.ollama.com/api/embed). Texts are cut at 8,000
 * characters, and shorter where the model's context demands it; vectors are scaled to unit length. The prefixes are
 * those of the model's card (https://huggingface.co/nomic-ai/nomic-embed-text-v1.5, "Task instruction prefixes").
 * A store must be filled anew when the model or a prefix changes. Nothing is sent before the first call.
 * Throws TypeError or RangeError for options that make no sense; its methods reject with EmbeddingError.
 */
export function ollamaEmbedder(options: OllamaEmbedderOptions = {}): Embedder {
  const model = options.model ?? 'nomic-embed-text';
  if (model === '') throw new TypeError('model must not be empty');
  const dimensions = checkedInteger('dimensions', options.dimensions ?? 768, 1, 65_536);
  const batchSize = checkedInteger('batchSize', options.batchSize ?? 32, 1, 1_000);
  const slot = slots(checkedInteger('maxConcurrency', options.maxConcurrency ?? 2, 1, 100));
  const isNomic = /^(.*\/)?nomic-embed-text(-v1(\.5)?)?(:|$)/.test(model);
  const documentPrefix = options.documentPrefix ?? (isNomic ? 'search_document: ' : '');
  const queryPrefix = options.queryPrefix ?? (isNomic ? 'search_query: ' : '');
  const connection = new OllamaConnection(options);

  async function embedBatch(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> {
    for (let longest = MAX_TEXT_LENGTH; ; longest /= 2) {
      const input = texts.map((text) => text.slice(0, longest).toWellFormed());
      try {
        const answer: unknown = await connection.ask(
          model,
          (client) => client.embed({ model, input }),
          signal,
        );
        return vectorsOf(answer, texts.length, dimensions, model);
      } catch (error) {
        // Several versions of Ollama refuse a long text instead of cutting it (ollama/ollama#14186).
        if (longest <= SHORTEST_CUT || !isTooLong(error)) throw error;
      }
    }
  }

  return {
    identity: `ollama/${model}`,
    dimensions,
    async embedDocuments(texts, embedOptions) {
      const failed = new AbortController();
      const signals = embedOptions?.signal ? [embedOptions.signal, failed.signal] : [failed.signal];
      const signal = AbortSignal.any(signals);
      // Every batch that waits listens to it: Node would suspect a leak from eleven on.
      setMaxListeners(0, signal);
      const batches: Promise<Float32Array[]>[] = [];
      for (let start = 0; start < texts.length; start += batchSize) {
        const batch = texts.slice(start, start + batchSize).map((text) => documentPrefix + text);
        batches.push(slot(() => embedBatch(batch, signal), signal));
      }
      try {
        return (await Promise.all(batches)).flat();
      } finally {
        // When one batch fails, the others are of no use.
        failed.abort();
      }
    },
    async embedQuery(text, embedOptions) {
      const [vector] = await embedBatch([queryPrefix + text], embedOptions?.signal);
      return vector;
    },
    check: (checkOptions) => check(connection, model, dimensions, checkOptions),
  };
}

/** Neither loads the model nor embeds anything, so that it can be asked every few seconds. */
async function check(
  connection: OllamaConnection,
  model: string,
  dimensions: number,
  options: EmbedOptions | undefined,
): Promise<{ version: string }> {
  const answer: unknown = await connection.ask(model, (client) => client.version(), options?.signal);
  const version = field(answer, 'version');
  if (typeof version !== 'string') {
    throw new EmbeddingError('invalid-response', 'the answer has no version: is this an Ollama server?');
  }
  const shown: unknown = await connection.ask(model, (client) => client.show({ model }), options?.signal);
  const length = embeddingLength(shown);
  if (length !== undefined && length !== dimensions) throw wrongDimensions(model, length, dimensions);
  return { version };
}

/** `model_info` holds it under the architecture's name: `nomic-bert.embedding_length`. Absent in old versions. */
function embeddingLength(shown: unknown): number | undefined {
  const architecture = field(field(shown, 'model_info'), 'general.architecture');
  const length = field(field(shown, 'model_info'), `${String(architecture)}.embedding_length`);
  return typeof length === 'number' ? length : undefined;
}

function vectorsOf(answer: unknown, count: number, dimensions: number, model: string): Float32Array[] {
  const embeddings = field(answer, 'embeddings');
  if (!Array.isArray(embeddings) || embeddings.length !== count) {
    throw new EmbeddingError(
      'invalid-response',
      `the answer does not hold one vector for each of ${count} texts`,
    );
  }
  return embeddings.map((embedding: unknown) => {
    if (!Array.isArray(embedding) || !embedding.every((component) => typeof component === 'number')) {
      throw new EmbeddingError('invalid-response', 'the answer holds a vector that is not a list of numbers');
    }
    if (embedding.length !== dimensions) throw wrongDimensions(model, embedding.length, dimensions);
    const vector = normalise(embedding);
    if (!vector.every(Number.isFinite)) {
      throw new EmbeddingError('invalid-response', 'the answer holds a vector without a direction');
    }
    return vector;
  });
}

function wrongDimensions(model: string, got: number, expected: number): EmbeddingError {
  return new EmbeddingError(
    'wrong-dimensions',
    `${model} makes vectors of ${got} dimensions, ${expected} are expected: set dimensions to ${got}, or choose another model`,
  );
}

function isTooLong(error: unknown): boolean {
  return error instanceof EmbeddingError && error.kind === 'server' && /context length/i.test(error.message);
}
