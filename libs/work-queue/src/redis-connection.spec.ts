import { describe, expect, it } from '@jest/globals';
import { createServer } from 'node:net';
import { inspect } from 'node:util';
import { QueueError } from './queue-error.ts';
import { parseAddress } from './redis-connection.ts';
import { openRedisQueue } from './redis-queue.ts';
import { findRedis, startRedis } from './testing/index.ts';

const isMissing = findRedis() === undefined;
const describeReal = isMissing ? describe.skip : describe;

describe('a Redis address', () => {
  it('holds host, port, database, user and password', () => {
    expect(parseAddress('redis://h')).toEqual({
      place: 'h:6379',
      connection: { host: 'h', port: 6379, db: 0 },
    });
    expect(parseAddress('rediss://us%2Fer:p%40ss@[::1]:7000/3')).toEqual({
      place: '[::1]:7000',
      connection: { host: '::1', port: 7000, db: 3, username: 'us/er', password: 'p@ss', tls: {} },
    });
    expect(parseAddress('redis://:secret@h/').connection).toMatchObject({ password: 'secret', db: 0 });
  });

  it.each([
    ['', 'url must be an address'],
    ['localhost:6379', 'url must be an address'],
    ['http://u:sesame@h', 'url must be an address'],
    ['redis://', 'url must be an address'],
    ['redis://u:sesame@h/x', 'the path of url'],
    ['redis://u:sesame@h?db=1', 'no query'],
    ['redis://u:sesame%@h', 'percent-encoded'],
  ])('that is none is refused without a word of its password: %s', async (url, message) => {
    const error = await openRedisQueue({ url }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TypeError);
    expect(String(error)).toContain(message);
    expect(inspect(error)).not.toContain('sesame');
  });

  it('is used with a CA file only where there is TLS, and the file', () => {
    expect(() => parseAddress('redis://h', 'ca.pem')).toThrow(
      'caFile needs an url that begins with rediss://',
    );
    expect(() => parseAddress('rediss://h', '/none/ca.pem')).toThrow('caFile cannot be read: /none/ca.pem');
  });
});

describe('options', () => {
  it.each([
    [{ prefix: 'a b' }, 'prefix must be'],
    [{ timeoutMs: 0 }, 'timeoutMs must be a whole number of at least 1, not 0'],
    [{ lockMs: 100 }, 'lockMs must be'],
    [{ backoffMs: NaN }, 'backoffMs must be'],
    [{ attempts: 1.5 }, 'attempts must be'],
  ])('that cannot be used are refused: %j', async (options, message) => {
    await expect(openRedisQueue({ url: 'redis://127.0.0.1:1', ...options })).rejects.toThrow(message);
  });
});

describe('a Redis that is not there', () => {
  it('is reported at once', async () => {
    const error = await openRedisQueue({ url: 'redis://u:sesame@127.0.0.1:1' }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(QueueError);
    expect(error).toMatchObject({
      kind: 'unreachable',
      message: 'Redis at 127.0.0.1:1 cannot be reached (ECONNREFUSED)',
    });
    expect(inspect(error, { depth: 9 })).not.toContain('sesame');
  });

  it('is reported in time where something listens and says nothing', async () => {
    // It reads, or it would never see that the other side has gone, and live on.
    const server = createServer((socket) => socket.on('error', () => undefined).resume());
    server.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    const beginMs = performance.now();
    const opening = openRedisQueue({ url: `redis://127.0.0.1:${port}`, timeoutMs: 300 });
    await expect(opening).rejects.toMatchObject({ name: 'QueueError' });
    expect(performance.now() - beginMs).toBeLessThan(2_000);
    server.close();
  });
});

describeReal(
  isMissing
    ? 'a Redis with a password (skipped: there is no redis-server on the PATH)'
    : 'a Redis with a password',
  () => {
    it('is opened with the right one only, and no error tells the wrong one', async () => {
      const server = await startRedis({ args: ['--requirepass', 'open-sesame'] });
      try {
        const withPassword = (password: string) => server.url.replace('//', `//:${password}@`);
        for (const url of [server.url, withPassword('wrong-sesame')]) {
          const error = await openRedisQueue({ url, timeoutMs: 1_000 }).catch((reason: unknown) => reason);
          expect(error).toMatchObject({ name: 'QueueError', kind: 'unauthorized' });
          expect(inspect(error, { depth: 9 })).not.toContain('sesame');
        }
        const queue = await openRedisQueue({ url: withPassword('open-sesame') });
        expect(await queue.add([{ watch: 'a', shard: 0, shards: 1, slotMs: 1 }])).toBe(1);
        await queue.close();
      } finally {
        await server.stop();
      }
    });
  },
);

describe('a turn', () => {
  it.each([
    [{ watch: '' }, 'watch must be a text'],
    [{ watch: 'x'.repeat(301) }, 'watch must be a text'],
    [{ watch: '\ud800' }, 'watch must be a text'],
    [{ shard: 4 }, 'shard must be below shards, 4, not 4'],
    [{ shard: -1 }, 'shard must be a whole number of at least 0, not -1'],
    [{ shards: 0 }, 'shards must be'],
    [{ slotMs: 0.5 }, 'slotMs must be'],
  ])('that is none is refused before Redis hears of it: %j', async (wrong, message) => {
    const { newestOfEach } = await import('./turn.ts');
    const turn = { watch: 'a', shard: 0, shards: 4, slotMs: 1, ...wrong };
    expect(() => newestOfEach([turn])).toThrow(message);
  });
});
