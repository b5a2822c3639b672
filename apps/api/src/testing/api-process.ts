import { findFreePort, startProgram, type Program } from '@metrics-ai/prometheus-client/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkAnswer } from './check-answer.ts';

export interface ApiProcess {
  readonly url: string;
  readonly pid: number;
  /** What a request is answered with; rejects when that is not what docs/openapi.json says. */
  request(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<ApiAnswer>;
  stop(): Promise<void>;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  // Checked by the assertions of the tests, and against docs/openapi.json before these see it.
  readonly body: any;
}

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** Starts the built API as a process of its own on a free port, with a store in a temporary folder. */
export async function startApi(environment: Record<string, string>): Promise<ApiProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'metrics-ai-api-'));
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const program: Program = await startProgram({
    name: 'The API',
    command: process.execPath,
    args: ['--disable-warning=ExperimentalWarning', MAIN],
    env: {
      PATH: process.env.PATH ?? '',
      PORT: String(port),
      STORE_PATH: join(folder, 'metrics.db'),
      // Not the watches that a developer may have in the folder.
      ...(environment.WATCH_FILE === undefined && { ROLES: 'api' }),
      ...environment,
    },
    readyUrl: `${url}/-/ready`,
  });
  return {
    url,
    pid: program.pid,
    request: (method, path, body, headers) => request(url + path, method, body, headers),
    stop: async () => {
      await program.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function request(
  url: string,
  method: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<ApiAnswer> {
  const response = await fetch(url, {
    method,
    headers: { ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers },
    body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  if (!/json/.test(response.headers.get('content-type') ?? '')) {
    return { status: response.status, headers: response.headers, body: text };
  }
  const parsed: unknown = JSON.parse(text);
  checkAnswer(method, new URL(url).pathname, response.status, parsed);
  return { status: response.status, headers: response.headers, body: parsed };
}
