import { Exposition, Watcher } from '@metrics-ai/nest';
import { ConsoleLogger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { readFileSync } from 'node:fs';
import 'reflect-metadata';
import { z } from 'zod';
import { readConfig } from './config.ts';
import { WorkerModule } from './worker.module.ts';

const USAGE = `npm run start:worker: reads the watches of a file again and again, and keeps their records up to date.

The file is metrics-ai.yaml, or the one that WATCH_FILE names; it is read anew when it changes, and at SIGHUP.
Everything else comes from environment variables: docs/configuration.md. Probes and metrics are served at PORT (8002):
/-/healthy, /-/ready, /metrics.

  npm run check-watches -- FILE    says what is wrong with a watch file`;

const NAME = 'Prometheus Metrics AI worker';

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')));

if (process.argv.includes('--help')) {
  process.stdout.write(`${USAGE}\n`);
} else {
  try {
    await start();
  } catch (error) {
    process.stderr.write(`${NAME} could not start: ${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}

async function start(): Promise<void> {
  const config = readConfig(process.env);
  const json = !process.stdout.isTTY;
  const app = await NestFactory.create(WorkerModule.forRoot(config), { abortOnError: false, logger: false });
  // Nest tells every route that it maps; whoever starts a worker wants to know what it watches.
  app.useLogger(new ConsoleLogger({ json, logLevels: ['warn', 'error', 'fatal'] }));
  app.get(Exposition).setVersion(version);
  // Not SIGHUP, which has the watches read anew.
  app.enableShutdownHooks(['SIGINT', 'SIGTERM']);
  await app.listen(config.server.port, config.server.host);
  const logger = new ConsoleLogger({ json, compact: true, breakLength: Infinity });
  app.useLogger(logger);
  const watches = app.get(Watcher).states().length;
  logger.log(
    `${NAME} ${version} runs ${watches} ${watches === 1 ? 'watch' : 'watches'} of ${config.watcher.path}, reading ${new URL(config.prometheus.url).host}; probes at ${await app.getUrl()}`,
    'Start',
  );
}
