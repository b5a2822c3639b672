import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { startProgram, type Program } from '@metrics-ai/prometheus-client/testing';

import { Answer } from './answer.ts';
import type { FoundAnomaly } from './compare.ts';

const mainFile = fileURLToPath(new URL('../../apps/api/dist/main.js', import.meta.url));

export interface EngineApiOptions {
  readonly port: number;
  readonly prometheusUrl: string;
  readonly storePath: string;
  readonly signal: AbortSignal;
}

/** Starts the engine's API as a program of its own, as a user would, with nothing of this process' environment. */
export async function startEngineApi(options: EngineApiOptions): Promise<Program> {
  if (!existsSync(mainFile)) throw new Error(`${mainFile} is not there: build it by \`npm run build\``);
  return startProgram({
    name: "The engine's API",
    command: process.execPath,
    args: [mainFile],
    env: {
      HOST: '127.0.0.1',
      // Whoever tries the demo may have watches of their own, of another Prometheus.
      ROLES: 'api',
      PORT: String(options.port),
      PROMETHEUS_URL: options.prometheusUrl,
      STORE_PATH: options.storePath,
    },
    readyUrl: `http://127.0.0.1:${options.port}/-/ready`,
    signal: options.signal,
  });
}

/** Which time an ingest reads, and how, as the API has it; what is left out it chooses. */
export interface IngestRange {
  readonly start_time?: string;
  readonly end_time?: string;
  readonly step?: string;
  /** How anomalies are found. */
  readonly detection?: { readonly false_alarms_per_week?: number };
}

export interface IngestResult {
  readonly series: number;
  readonly points: number;
  readonly anomalies: number;
  readonly skipped: readonly { readonly series: string; readonly reason: string }[];
  readonly failed: readonly { readonly query: string; readonly reason: string }[];
  readonly warnings: readonly string[];
  readonly seconds: number;
  readonly start: string;
  readonly end: string;
  readonly step: string;
}

export interface SearchHit {
  readonly score: number;
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly description: string;
}

/** The routes of the engine's API that the demo uses. Refusals are Errors with the API's own words. */
export class EngineApi {
  readonly #url: string;
  readonly #signal: AbortSignal;

  constructor(url: string, signal: AbortSignal) {
    this.#url = url;
    this.#signal = signal;
  }

  /** Ingests in the background and waits for the end. */
  async ingest(
    match: string,
    onProgress: (done: number, total: number) => void,
    range: IngestRange = {},
  ): Promise<IngestResult> {
    let job = await this.#post('/metrics/ingest', { match, ...range, background: true });
    const id = encodeURIComponent(job.at('id').text());
    for (;;) {
      const state = job.at('state').text();
      if (state === 'succeeded') return toIngestResult(job.at('result'));
      if (state === 'failed' || state === 'stopped') {
        const error = job.at('error');
        throw new Error(`The ingest ${state}${error.exists ? `: ${problemText(error)}` : ''}`);
      }
      const progress = job.at('progress');
      onProgress(progress.at('series_done').number(), progress.at('series_total').number());
      await sleep(200, undefined, { signal: this.#signal });
      job = await this.#get(`/jobs/${id}`);
    }
  }

  /** The strangest anomaly of each of the strangest series, and how many anomalies there are in all. */
  async strangest(): Promise<{ total: number; strangest: FoundAnomaly[] }> {
    const anomalies = (await this.#get('/metrics/stats')).at('anomalies');
    const strangest = anomalies.at('strangest').list();
    return {
      total: anomalies.at('total').number(),
      strangest: strangest.map((one) => toFoundAnomaly(one, one.at('anomaly'))),
    };
  }

  async search(query: string, topK: number): Promise<SearchHit[]> {
    // Of metrics that were never ingested nothing could be told; whether the catalogue has them by now is a matter of seconds.
    const answer = await this.#post('/metrics/query', { query, top_k: topK, profiled_only: true });
    return answer
      .at('hits')
      .list()
      .map((hit) => ({
        score: hit.at('score').number(),
        metric: hit.at('metric').text(),
        labels: hit.at('labels').textMap(),
        description: hit.at('description').text(),
      }));
  }

  /** Every anomaly that the engine remembers, the latest first. */
  async allAnomalies(): Promise<FoundAnomaly[]> {
    const anomalies: FoundAnomaly[] = [];
    for (let cursor = ''; ;) {
      const page = await this.#get(`/anomalies?limit=500${cursor}`);
      for (const anomaly of page.at('anomalies').list()) {
        anomalies.push(toFoundAnomaly(anomaly.at('series'), anomaly));
      }
      const next = page.at('next');
      if (!next.exists) return anomalies;
      cursor = `&cursor=${encodeURIComponent(next.text())}`;
    }
  }

  #get(path: string): Promise<Answer> {
    return this.#request(path, {});
  }

  #post(path: string, body: object): Promise<Answer> {
    const headers = { 'Content-Type': 'application/json' };
    return this.#request(path, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  async #request(path: string, init: RequestInit): Promise<Answer> {
    const signal = AbortSignal.any([this.#signal, AbortSignal.timeout(60_000)]);
    const response = await fetch(this.#url + path, { ...init, signal });
    const answer = new Answer(await response.json(), path);
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${problemText(answer)}`);
    return answer;
  }
}

function problemText(problem: Answer): string {
  return (problem.at('detail').exists ? problem.at('detail') : problem.at('title')).text();
}

function toFoundAnomaly(series: Answer, anomaly: Answer): FoundAnomaly {
  return {
    metric: series.at('metric').text(),
    labels: series.at('labels').textMap(),
    type: anomaly.at('type').text(),
    start: anomaly.at('start').text(),
    end: anomaly.at('end').text(),
    detected: anomaly.at('detected').text(),
    score: anomaly.at('score').number(),
    reason: anomaly.at('reason').text(),
  };
}

function toIngestResult(result: Answer): IngestResult {
  return {
    series: result.at('series').number(),
    points: result.at('points').number(),
    anomalies: result.at('anomalies').number(),
    skipped: result
      .at('skipped')
      .list()
      .map((one) => ({ series: one.at('series').text(), reason: one.at('reason').text() })),
    failed: result
      .at('failed')
      .list()
      .map((one) => ({ query: one.at('query').text(), reason: one.at('reason').text() })),
    warnings: result.at('warnings').texts(),
    seconds: result.at('duration_seconds').number(),
    start: result.at('start_time').text(),
    end: result.at('end_time').text(),
    step: result.at('step').text(),
  };
}
