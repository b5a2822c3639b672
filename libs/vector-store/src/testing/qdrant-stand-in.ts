import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { StandInCollection } from './qdrant-stand-in-collection.ts';
import { asList, asText, isObject, type Json, type JsonObject, Refusal } from './qdrant-stand-in-filter.ts';

export interface StandInRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Json | undefined;
}

export interface StandInOptions {
  /** When given, requests need it in the header `api-key`. */
  readonly apiKey?: string;
  /** Serve https with this certificate and key (PEM). */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Its fault from the start; see `setFault`. */
  readonly intercept?: StandInFault;
}

/** Sees every request first, and says what happens in place of the proper answer; undefined: nothing. */
export type StandInFault = (request: StandInRequest) => StandInMisbehaviour | undefined;

/** No answer ever; a broken connection; a broken one, and nobody listening any more; or an answer of its own. */
export type StandInMisbehaviour =
  | 'hang'
  | 'reset'
  | 'down'
  | {
      readonly status: number;
      readonly body?: string;
      readonly headers?: Readonly<Record<string, string>>;
      /** Carried out all the same, before that answer. */
      readonly carriedOut?: StandInRequest;
    };

export interface StandIn {
  /** The same for as long as it lives, however often it is down. */
  readonly url: string;
  readonly collections: Map<string, StandInCollection>;
  /**
   * From when it resolves on, this is what happens: `down` is nobody listening, undefined all well again. What is
   * stored stays. Rejects where somebody else has taken the port while it was down.
   */
  setFault(fault: StandInFault | 'down' | undefined): Promise<void>;
  close(): Promise<void>;
}

/**
 * A server that answers the part of Qdrant's REST API that the adapter uses, as its API description says, from
 * memory and by brute force: so that tests go over a real socket where no Qdrant can be installed.
 */
export async function startQdrantStandIn(options: StandInOptions = {}): Promise<StandIn> {
  const collections = new Map<string, StandInCollection>();
  let fault = options.intercept;
  const listener = (message: IncomingMessage, response: ServerResponse) => {
    answer(message, response, collections, options.apiKey, (request) => {
      const misbehaviour = fault?.(request);
      if (misbehaviour === 'down') void close();
      return misbehaviour;
    }).catch((error: unknown) => response.destroy(asError(error)));
  };
  const server = options.tls ? createHttpsServer(options.tls, listener) : createHttpServer(listener);
  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.removeListener('error', reject);
        resolve();
      });
    });
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  await listen(0);
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no address');
  return {
    url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${address.port}`,
    collections,
    setFault: async (next) => {
      fault = next === 'down' ? undefined : next;
      if (next === 'down') await close();
      else if (!server.listening) await listen(address.port);
    },
    close,
  };
}

async function answer(
  message: IncomingMessage,
  response: ServerResponse,
  collections: Map<string, StandInCollection>,
  apiKey: string | undefined,
  fault: StandInFault,
): Promise<void> {
  let text = '';
  for await (const chunk of message.setEncoding('utf8')) text += String(chunk);
  const url = new URL(message.url ?? '/', 'http://127.0.0.1');
  const request: StandInRequest = {
    method: message.method ?? '',
    path: decodeURIComponent(url.pathname),
    query: url.searchParams,
    body: text === '' ? undefined : parseJson(text),
  };
  const send = (status: number, body: string, headers: Record<string, string> = {}) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
  };
  const misbehaviour = fault(request);
  if (misbehaviour === 'hang') return;
  if (misbehaviour === 'reset' || misbehaviour === 'down') {
    message.socket.destroy();
    return;
  }
  if (misbehaviour) {
    const { status, body = '', headers, carriedOut } = misbehaviour;
    if (carriedOut) handle(carriedOut, collections);
    send(status, body, { 'content-type': 'text/plain', ...headers });
    return;
  }
  try {
    if (request.method === 'GET' && request.path === '/') {
      send(200, JSON.stringify({ title: 'qdrant - vector search engine', version: '1.19.0' }));
      return;
    }
    if (apiKey !== undefined && message.headers['api-key'] !== apiKey) {
      throw new Refusal(401, 'Must provide an API key or an Authorization bearer token');
    }
    send(200, JSON.stringify({ result: handle(request, collections), status: 'ok', time: 0.001 }));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    send(error.status, JSON.stringify({ status: { error: error.message }, time: 0.001 }));
  }
}

function handle({ method, path, body }: StandInRequest, collections: Map<string, StandInCollection>): Json {
  const [, root, name = '', ...rest] = path.split('/');
  if (root !== 'collections') throw new Refusal(404, `no ${method} ${path} here`);
  const route = `${method} ${rest.join('/')}`;
  const given = isObject(body) ? body : {};
  if (route === 'PUT ') {
    if (collections.has(name)) {
      throw new Refusal(409, `Wrong input: Collection \`${name}\` already exists!`);
    }
    collections.set(name, new StandInCollection(given));
    return true;
  }
  const collection = collections.get(name);
  if (!collection) throw new Refusal(404, `Not found: Collection \`${name}\` doesn't exist!`);
  if (rest[0] === 'vectors') return changeVectorName(collection, method, rest[1], given);
  switch (route) {
    case 'GET ':
      return collection.info();
    case 'PATCH ':
      Object.assign(collection.metadata, given['metadata']);
      return true;
    case 'PUT index': {
      const schema = given['field_schema'];
      const type = isObject(schema) ? schema['type'] : schema;
      collection.indexes[asText(given['field_name'])] = { data_type: type ?? 'keyword', points: 0 };
      return completed();
    }
    case 'PUT points':
      collection.upsert(given);
      return completed();
    case 'PUT points/vectors':
      collection.updateVectors(given);
      return completed();
    case 'POST points':
      return asList(given['ids'])
        .map((id) => collection.points.get(asText(id)))
        .filter((point) => point !== undefined)
        .map((point) => collection.show(point, given));
    case 'POST points/batch':
      return Array.from({ length: collection.update(given) }, completed);
    case 'POST points/delete':
      collection.delete(given);
      return completed();
    case 'POST points/scroll':
      return collection.scroll(given);
    case 'POST points/count':
      return { count: collection.passing(given['filter']).length };
    case 'POST points/query':
      return collection.query(given);
    case 'POST points/query/groups':
      return collection.queryGroups(given);
    case 'POST points/query/batch':
      return asList(given['searches']).map((search) => collection.query(isObject(search) ? search : {}));
    case 'POST facet':
      return collection.facet(given);
    default:
      throw new Refusal(404, `no ${method} ${path} here`);
  }
}

function changeVectorName(
  collection: StandInCollection,
  method: string,
  name: string,
  body: JsonObject,
): Json {
  if (method === 'PUT') collection.addVectorName(name, body);
  else collection.dropVectorName(name);
  return completed();
}

const completed = (): Json => ({ operation_id: 0, status: 'completed' });

const parseJson = (text: string): Json => JSON.parse(text) as Json;

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
