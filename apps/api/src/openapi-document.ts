import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { DESCRIPTION, NAME, VERSION } from './about/about.ts';

/** The API's own description, from its routes and schemas. */
export function describeApi(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle(NAME)
    .setDescription(DESCRIPTION)
    .setVersion(VERSION)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addTag('metrics', 'Read, remember, find and analyse series')
    .addTag('ask', 'Answer questions with PromQL that was checked and run')
    .addTag('anomalies', 'What was strange, over all series')
    .addTag('detect', 'Judge samples that you bring, and try out watches')
    .addTag('promql', 'Check PromQL')
    .addTag('jobs', 'Ingest in the background')
    .addTag('about', 'The engine itself')
    .build();
  return SwaggerModule.createDocument(app, config, {
    operationIdFactory: (_controller, method) => method,
  });
}

/** Serves the Swagger explorer at /docs and the description at /docs-json. */
export function setUpExplorer(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => describeApi(app), {
    jsonDocumentUrl: 'docs-json',
    customSiteTitle: NAME,
    swaggerOptions: { displayRequestDuration: true, tryItOutEnabled: true },
  });
}
