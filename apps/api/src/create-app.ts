import { StandardSchemaValidationPipe, type LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { json } from 'express';
import { AppModule } from './app.module.ts';
import type { Config } from './config.ts';
import { setUpExplorer } from './openapi-document.ts';
import { toInvalidBodyError } from './problems/invalid-body-error.ts';
import { ProblemFilter } from './problems/problem.filter.ts';

/** The API of a configuration, ready to listen; `close()` ends its jobs and closes its store. Silent without a logger. */
export async function createApp(config: Config, logger?: LoggerService): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule.forRoot(config), {
    bodyParser: false,
    // A start that fails is told, in words rather than a stack, by whoever starts the app.
    abortOnError: false,
    // A request that waits for Prometheus, or a client that stalls, must not hold up the end.
    forceCloseConnections: true,
    logger: false,
  });
  app.useLogger(logger ?? false);
  app.disable('x-powered-by');
  app.use('/detect', json({ limit: samplesBytes(config), strict: true }));
  app.useBodyParser('json', { limit: config.server.maxBodyBytes, strict: true });
  app.useGlobalPipes(new StandardSchemaValidationPipe({ exceptionFactory: toInvalidBodyError }));
  app.useGlobalFilters(new ProblemFilter());
  if (config.server.corsOrigins.length > 0) app.enableCors({ origin: [...config.server.corsOrigins] });
  setUpExplorer(app);
  return app;
}

/** A sample in a body: a time as RFC 3339 with milliseconds, a number of 17 digits, and what separates them. */
const BYTES_PER_SAMPLE = 52;

/** What a body that brings samples may have, so that as many fit in as one series may have. */
function samplesBytes({ server, engine }: Config): number {
  return Math.max(server.maxBodyBytes, engine.limits.maxPoints * BYTES_PER_SAMPLE);
}
