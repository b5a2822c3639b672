import type { Embedder } from '@metrics-ai/embeddings';
import { EMBEDDER, EmbeddingsModule, VECTOR_STORE, VectorStoreModule } from '@metrics-ai/nest';
import type { VectorStore } from '@metrics-ai/vector-store';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import 'reflect-metadata';
import { readConfig } from './config.ts';

const USAGE = `npm run reindex: embeds every stored record anew with the configured embedder.

Needed after EMBEDDER, OLLAMA_EMBED_MODEL or the built-in embedder has changed. Reads the same environment variables as
the API. May be interrupted and repeated: until it has ended, the old index stays as it was.`;

@Module({})
class ReindexModule {}

if (process.argv.includes('--help')) {
  process.stdout.write(`${USAGE}\n`);
} else {
  try {
    await reindex();
  } catch (error) {
    process.stderr.write(`could not re-index: ${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}

async function reindex(): Promise<void> {
  const config = readConfig(process.env);
  const module = {
    module: ReindexModule,
    imports: [
      EmbeddingsModule.forRoot(config.embedder),
      VectorStoreModule.forRoot({ ...config.store, allowEmbedderMismatch: true }),
    ],
  };
  const context = await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
  try {
    const embedder = context.get<Embedder>(EMBEDDER);
    const store = context.get<VectorStore>(VECTOR_STORE);
    let records = 0;
    await store.reindex(
      embedder,
      (texts) => embedder.embedDocuments(texts),
      (done, total) => {
        records = total;
        const isTerminal = process.stderr.isTTY;
        if (isTerminal || done === total)
          process.stderr.write(
            `${isTerminal ? '\r' : ''}${done} of ${total} records${isTerminal ? '' : '\n'}`,
          );
      },
    );
    process.stdout.write(
      `\n${records} records are indexed with ${embedder.identity} (${embedder.dimensions} dimensions).\n`,
    );
  } finally {
    await context.close();
  }
}
