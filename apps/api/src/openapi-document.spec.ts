import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import 'reflect-metadata';
import { readConfig } from './config.ts';
import { createApp } from './create-app.ts';
import { describeApi } from './openapi-document.ts';

const app = await createApp(readConfig({ STORE_PATH: ':memory:' }));
const document = JSON.parse(JSON.stringify(describeApi(app))) as typeof written;
await app.close();

interface Operation {
  summary?: string;
  tags?: string[];
  requestBody?: { content: Record<string, { schema: { $ref: string } }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: object }> }>;
}
const written = JSON.parse(readFileSync(new URL('../../../docs/openapi.json', import.meta.url), 'utf8')) as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
  tags: { name: string }[];
};

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    name: `${method.toUpperCase()} ${path}`,
    operation,
  })),
);

describe('docs/openapi.json', () => {
  it('is what the API says of itself: npm run openapi writes it anew', () => {
    expect(document).toEqual(written);
  });

  it('has every route', () => {
    expect(operations.map(({ name }) => name).sort()).toEqual([
      'DELETE /jobs/{id}',
      'GET /',
      'GET /-/healthy',
      'GET /-/ready',
      'GET /anomalies',
      'GET /anomalies/{id}',
      'GET /anomalies/{id}/chart.png',
      'GET /anomalies/{id}/chart.svg',
      'GET /ask/chart.png',
      'GET /ask/chart.svg',
      'GET /health',
      'GET /jobs',
      'GET /jobs/{id}',
      'GET /metrics',
      'GET /metrics/catalogue',
      'GET /metrics/export',
      'GET /metrics/stats',
      'POST /ask',
      'POST /detect',
      'POST /detect/preview',
      'POST /metrics/analyze',
      'POST /metrics/analyze/chart.png',
      'POST /metrics/analyze/chart.svg',
      'POST /metrics/catalogue/refresh',
      'POST /metrics/ingest',
      'POST /metrics/query',
      'POST /metrics/similar',
      'POST /promql/check',
    ]);
  });

  it.each(operations)(
    'describes $name: a summary, and the schema of each JSON body',
    ({ name, operation }) => {
      expect(operation.summary).toMatch(/\w/);
      const isOther = /-\/|GET \/metrics(\/export)?$/.test(name);
      for (const [status, { content }] of Object.entries(operation.responses)) {
        const isPicture = status === '200' && /\/chart\.\w+$/.test(name);
        if (isPicture) expect(Object.keys(content ?? {})).toEqual([expect.stringMatching(/^image\//)]);
        else if (!isOther)
          expect(Object.values(content ?? {})[0]?.schema).toMatchObject({
            $ref: expect.any(String),
          });
      }
      // Which catalogue to refresh, the tenant's header says.
      if (name.startsWith('POST') && !name.endsWith('/refresh')) {
        expect(operation.requestBody?.content['application/json'].schema).toMatchObject({
          $ref: expect.any(String),
        });
      }
    },
  );

  it('refers only to schemas that are there', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)];
    expect(references.length).toBeGreaterThan(20);
    for (const [, name] of references) expect(document.components.schemas).toHaveProperty(name);
  });

  it('says of each group of routes what it is for', () => {
    const groups = new Set(operations.flatMap(({ operation }) => operation.tags ?? []));
    expect([...groups].sort()).toEqual(document.tags.map(({ name }) => name).sort());
  });

  it('has an example of each request', () => {
    const requests = operations.flatMap(({ operation: { requestBody } }) =>
      requestBody === undefined ? [] : [requestBody.content['application/json'].schema],
    );
    expect(requests.length).toBeGreaterThan(5);
    for (const { $ref } of requests) {
      expect(document.components.schemas[$ref.split('/').at(-1) ?? '']).toHaveProperty('example');
    }
  });
});
