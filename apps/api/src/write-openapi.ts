import { writeFileSync } from 'node:fs';
import 'reflect-metadata';
import { readConfig } from './config.ts';
import { createApp } from './create-app.ts';
import { describeApi } from './openapi-document.ts';

// Writes docs/openapi.json, out of an API that is never listened to and keeps nothing.
const app = await createApp(readConfig({ STORE_PATH: ':memory:' }));
writeFileSync(
  new URL('../../../docs/openapi.json', import.meta.url),
  `${JSON.stringify(describeApi(app), undefined, 2)}\n`,
);
await app.close();
