import { Exposition } from '@metrics-ai/nest';
import { ConsoleLogger } from '@nestjs/common';
import 'reflect-metadata';
import { NAME, VERSION } from './about/about.ts';
import { readConfig, type Config } from './config.ts';
import { createApp } from './create-app.ts';

try {
  await start();
} catch (error) {
  process.stderr.write(`${NAME} could not start: ${explain(error)}\n`);
  process.exitCode = 1;
}

async function start(): Promise<void> {
  const config = readConfig(process.env);
  const json = !process.stdout.isTTY;
  // Nest tells every route that it maps; whoever starts the API wants to know where it is.
  const app = await createApp(config, new ConsoleLogger({ json, logLevels: ['warn', 'error', 'fatal'] }));
  app.get(Exposition).setVersion(VERSION);
  // Not SIGHUP, which has the watches read anew.
  app.enableShutdownHooks(['SIGINT', 'SIGTERM']);
  await app.listen(config.server.port, config.server.host);
  const logger = new ConsoleLogger({ json, compact: true, breakLength: Infinity });
  app.useLogger(logger);
  const url = await app.getUrl();
  logger.log(
    `${NAME} ${VERSION} at ${url}, explorer at ${url}/docs, reading ${new URL(config.prometheus.url).host}`,
    'Start',
  );
  logger.log(watchesLine(config), 'Start');
}

function watchesLine({ watcher }: Config): string {
  return watcher === undefined
    ? 'Runs no watches: ROLES is api, or there is no metrics-ai.yaml (metrics-ai.example.yaml shows how)'
    : `Runs the watches of ${watcher.path}`;
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}
