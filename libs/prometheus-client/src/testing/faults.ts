import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { FaultHandler, RealAnswer } from './faulty-proxy.ts';

// What can be wrong with a Prometheus, ready for `startFaultyProxy` and its `setFault`; being down is the word `down`.

/** No answer ever, on a connection that stays open. */
export const neverAnswers: FaultHandler = () => true;

/** The connection breaks when `bytes` of the body are through, by default half of it. */
export const breaksInBody =
  (bytes?: number): FaultHandler =>
  async (request, response) => {
    const { status, contentType, body } = await request.passOn();
    response.writeHead(status, { 'Content-Type': contentType, 'Content-Length': body.length });
    // Ended, not reset: a reset may overtake the bytes, and the client would see none of them.
    response.write(body.subarray(0, cutAt(body, bytes)), () => response.socket?.destroy());
    return true;
  };

/** A whole HTTP answer whose body ends after `bytes`, by default in its middle; its Content-Length is that of the rest. */
export const truncatesBody =
  (bytes?: number): FaultHandler =>
  async (request, response) => {
    const real = await request.passOn();
    answerWith(response, { ...real, body: real.body.subarray(0, cutAt(real.body, bytes)) });
    return true;
  };

/** Status 200, said to be JSON, and none. */
export const answersGarbage: FaultHandler = (_, response) => {
  const body = Buffer.from('\u0000\u0001<<<]]} not JSON \ufffd');
  answerWith(response, { status: 200, contentType: 'application/json', body });
  return true;
};

/** An error in Prometheus' envelope; `retryAfter` is the header's text. */
export const answersStatus =
  (status: 429 | 500 | 503, { retryAfter }: { readonly retryAfter?: string } = {}): FaultHandler =>
  (_, response) => {
    const [errorType, error] = ERRORS[status];
    if (retryAfter !== undefined) response.setHeader('Retry-After', retryAfter);
    const body = Buffer.from(JSON.stringify({ status: 'error', errorType, error }));
    answerWith(response, { status, contentType: 'application/json', body });
    return true;
  };

/**
 * A range query is answered by a matrix of a million points (at least `points`), about 27 bytes each: as many series
 * as that takes, each with a sample at every step that was asked for. It is written as fast as it is read.
 */
export const answersManyPoints =
  (points = 1_000_000): FaultHandler =>
  async (request, response) => {
    if (!request.path.endsWith('/api/v1/query_range')) return false;
    const [start, end, step] = ['start', 'end', 'step'].map((name) => Number(request.parameters.get(name)));
    const steps = Math.floor((end - start) / step + 1e-9) + 1;
    const values = Array.from({ length: steps }, (_, i) => [start + i * step, String(i)]);
    const rest = `,"values":${JSON.stringify(values)}}`;
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.write('{"status":"success","data":{"resultType":"matrix","result":[');
    for (let i = 0; i * steps < points && !response.destroyed; i++) {
      const metric = { __name__: 'synthetic', i: String(i) };
      const isRoomLeft = response.write(`${i === 0 ? '' : ','}{"metric":${JSON.stringify(metric)}${rest}`);
      // A client that goes away drains nothing.
      if (!isRoomLeft) await Promise.race([once(response, 'drain'), once(response, 'close')]);
    }
    response.end(']}}');
    return true;
  };

/**
 * The server's clock is ahead by so much, behind where negative, and always has been: what happened at 12:00 it
 * has at 12:00 + `byMs`. Times of requests and timestamps of answers are moved, and so is the value of the query `time()`;
 * not what other expressions make of the time.
 */
export const clockIsAhead =
  (byMs: number): FaultHandler =>
  async (request, response) => {
    const parameters = new URLSearchParams(request.parameters);
    for (const name of ['time', 'start', 'end']) {
      const seconds = parameters.get(name);
      if (seconds !== null) parameters.set(name, String((Number(seconds) * 1000 - byMs) / 1000));
    }
    const real = await request.passOn(parameters);
    const isTime = parameters.get('query') === 'time()';
    answerWith(response, { ...real, body: Buffer.from(moveTimes(real.body.toString(), byMs, isTime)) });
    return true;
  };

/** The fault befalls requests of this path only, such as `/api/v1/query_range`. */
export const onPath =
  (path: string, fault: FaultHandler): FaultHandler =>
  (request, response) =>
    request.path === path && fault(request, response);

/** The fault befalls so many requests, and then no more. */
export const times = (count: number, fault: FaultHandler): FaultHandler => {
  let left = count;
  return (request, response) => left-- > 0 && fault(request, response);
};

const ERRORS = {
  429: ['too_many_requests', 'too many outstanding requests'],
  500: ['internal', 'opening storage failed: disk is on fire'],
  503: ['unavailable', 'TSDB not ready'],
} as const;

const cutAt = (body: Buffer, bytes: number | undefined): number =>
  Math.min(bytes ?? Math.floor(body.length / 2), body.length - 1);

function answerWith(response: ServerResponse, { status, contentType, body }: RealAnswer): void {
  response.writeHead(status, { 'Content-Type': contentType, 'Content-Length': body.length }).end(body);
}

/** A sample is `[seconds, "value"]`; nothing else in an answer is a list of a number and a text. */
function moveTimes(json: string, byMs: number, valuesToo: boolean): string {
  return json.replace(/\[(\d+(?:\.\d+)?),"([^"]*)"\]/g, (_, seconds: string, value: string) => {
    const move = (text: string): string => String((Math.round(Number(text) * 1000) + byMs) / 1000);
    return `[${move(seconds)},"${valuesToo ? move(value) : value}"]`;
  });
}
