import { z } from 'zod';
import { wholeNumber } from './environment.ts';

/** The environment variables that say what is read again and again. */
export const watchVariables = {
  WATCH_FILE: z.string().default('metrics-ai.yaml'),
  WATCH_CONCURRENCY: wholeNumber(1, 100).default(2),
};
