import { readFileSync } from 'node:fs';
import { Redis, type RedisOptions } from 'ioredis';
import { QueueError, toQueueError } from './queue-error.ts';

export interface RedisAddress {
  /** Host and port, for messages. */
  readonly place: string;
  readonly connection: RedisOptions;
}

/** BullMQ's own scripts ask for 6.2, and so does `ZADD GT`. */
const oldestVersion = [6, 2];
const longestPauseMs = 2_000;

/**
 * Takes a Redis address apart.
 * @throws TypeError for an url or a CA file that cannot be used; its message never holds the password
 */
export function parseAddress(text: string, caFile?: string): RedisAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['redis:', 'rediss:'].includes(url.protocol) || url.hostname === '') {
    throw new TypeError('url must be an address such as redis://host:6379, or rediss:// with TLS');
  }
  if (url.search !== '' || url.hash !== '') throw new TypeError('url must have no query and no fragment');
  const db = /^\/?(\d{0,4})$/.exec(url.pathname);
  if (db === null) throw new TypeError('the path of url must be the number of a database, such as /0');
  const isTls = url.protocol === 'rediss:';
  if (caFile !== undefined && !isTls) throw new TypeError('caFile needs an url that begins with rediss://');
  const port = Number(url.port) || 6379;
  return {
    place: `${url.hostname}:${port}`,
    connection: {
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port,
      db: Number(db[1]),
      ...accountIn(url),
      ...(isTls && { tls: caFile === undefined ? {} : { ca: readCa(caFile) } }),
    },
  };
}

function accountIn(url: URL): RedisOptions {
  try {
    const username = decodeURIComponent(url.username);
    const password = decodeURIComponent(url.password);
    return { ...(username !== '' && { username }), ...(password !== '' && { password }) };
  } catch {
    throw new TypeError('the user and password in url must be percent-encoded');
  }
}

function readCa(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    throw new TypeError(`caFile cannot be read: ${file}`);
  }
}

const retryStrategy = (attempt: number) => Math.min(50 * 2 ** Math.min(attempt, 6), longestPauseMs);

/** A connection for questions: each is answered or fails within `timeoutMs`, at once while there is no connection. */
export function askingClient(address: RedisAddress, timeoutMs: number): Redis {
  return new Redis({
    ...address.connection,
    lazyConnect: true,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    connectTimeout: timeoutMs,
    commandTimeout: timeoutMs,
    socketTimeout: timeoutMs, // After which a new connection is made.
    retryStrategy,
  });
}

/** A connection for taking turns, as BullMQ wants it: what it sends while Redis is away waits for its return. */
export function takingClient(address: RedisAddress, timeoutMs: number): Redis {
  return new Redis({
    ...address.connection,
    maxRetriesPerRequest: null,
    connectTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    retryStrategy,
  });
}

/** Connects, or fails with the reason. @throws QueueError */
export async function connect(client: Redis, place: string): Promise<void> {
  let reason: unknown;
  const keep = (error: unknown) => (reason = error);
  client.on('error', keep);
  try {
    await client.connect();
  } catch (error) {
    throw toQueueError(reason ?? error, place);
  } finally {
    client.off('error', keep);
  }
}

/**
 * The server's version, if it is one for a queue.
 * @throws QueueError `configuration` if it is too old or evicts keys, since turns would vanish then
 */
export async function checkServer(client: Redis, place: string): Promise<string> {
  const facts = new Map((await client.info()).split('\r\n').map((line) => splitOnce(line)));
  const version = facts.get('redis_version') ?? '';
  const [major, minor] = version.split('.').map(Number);
  if (!(major > oldestVersion[0] || (major === oldestVersion[0] && minor >= oldestVersion[1]))) {
    throw new QueueError(
      'configuration',
      `Redis at ${place} is version ${version || 'unknown'}; ${oldestVersion.join('.')} or newer is needed`,
    );
  }
  const policy = facts.get('maxmemory_policy');
  if (policy !== undefined && policy !== 'noeviction') {
    throw new QueueError(
      'configuration',
      `Redis at ${place} has the maxmemory-policy ${policy}, which loses turns when its memory is full: set noeviction`,
    );
  }
  return version;
}

function splitOnce(line: string): [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon), line.slice(colon + 1)];
}
