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
  /** Sees every request first; an answer it gives is sent instead, `hang` is none, `reset` breaks the connection. */
  readonly intercept?: (
    request: StandInRequest,
  ) => { status: number; body?: string; headers?: Record<string, string> } | 'hang' | 'reset' | undefined;
}

export interface StandIn {
  readonly url: string;
  readonly collections: Map<string, StandInCollection>;
  close(): Promise<void>;
}

/**
 * A server that answers the part of Qdrant's REST API that the adapter uses, as its API description says, from
 * memory and by brute force: so that tests go over a real socket where no Qdrant can be installed.
 */
export async function startQdrantStandIn(options: StandInOptions = {}): Promise<StandIn> {
  const collections = new Map<string, StandInCollection>();
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response, collections, options).catch((error: unknown) =>
      response.destroy(asError(error)),
    );
  };
  const server = options.tls ? createHttpsServer(options.tls, listener) : createHttpServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no address');
  return {
    url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${address.port}`,
    collections,
    close: () =>
      new Promise<void>((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

async function answer(
  message: IncomingMessage,
  response: ServerResponse,
  collections: Map<string, StandInCollection>,
  options: StandInOptions,
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
  const intercepted = options.intercept?.(request);
  if (intercepted === 'hang') return;
  if (intercepted === 'reset') {
    message.socket.destroy();
    return;
  }
  if (intercepted) {
    send(intercepted.status, intercepted.body ?? '', {
      'content-type': 'text/plain',
      ...intercepted.headers,
    });
    return;
  }
  try {
    if (request.method === 'GET' && request.path === '/') {
      send(200, JSON.stringify({ title: 'qdrant - vector search engine', version: '1.19.0' }));
      return;
    }
    if (options.apiKey !== undefined && message.headers['api-key'] !== options.apiKey) {
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
    case 'POST points/delete':
      collection.delete(given);
      return completed();
    case 'POST points/scroll':
      return collection.scroll(given);
    case 'POST points/count':
      return { count: collection.passing(given['filter']).length };
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
