import { readFileSync } from 'node:fs';
import { z } from 'zod';

const manifest = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')));

export const NAME = 'Prometheus Metrics AI Engine';

export const DESCRIPTION =
  'Reads the series of a Prometheus, learns how each behaves, notices what is strange, remembers it, and answers in plain words.';

export const VERSION = manifest.version;
