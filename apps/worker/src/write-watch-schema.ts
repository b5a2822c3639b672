import { watchFileSchema } from '@metrics-ai/nest';
import { writeFileSync } from 'node:fs';

// Writes docs/metrics-ai.schema.json, for editors.
writeFileSync(
  new URL('../../../docs/metrics-ai.schema.json', import.meta.url),
  `${JSON.stringify(watchFileSchema(), undefined, 2)}\n`,
);
