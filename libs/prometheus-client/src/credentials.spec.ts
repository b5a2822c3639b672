import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { ReceivedRequest, RequestHandler } from './testing/loopback-server.ts';

import { clientOf, closeAll, failure, json, serve, vector } from './testing/loopback-client.ts';

afterEach(closeAll);

describe('PrometheusClient with credentials', () => {
  const password = 'p"ss/wörd';
  const encoded = Buffer.from(`me:${password}`).toString('base64');

  it.each([
    ['basicAuth', { basicAuth: { username: 'me', password } }, `Basic ${encoded}`],
    ['authorization', { authorization: { credentials: 't0ken' } }, 'Bearer t0ken'],
    [
      'authorization of another type',
      { authorization: { type: 'Token', credentials: 't0ken' } },
      'Token t0ken',
    ],
  ])('sends %s', async (_, options, expected) => {
    const { url, received } = await serve((__, response) => json(response, vector));
    await clientOf(url, options).client.query('up');
    expect(received[0].headers.authorization).toBe(expected);
  });

  it('sends what the URL holds, the tenant and other headers', async () => {
    const { url, received } = await serve((_, response) => json(response, vector));
    const withUser = url.replace('//', `//me:${encodeURIComponent(password)}@`);
    await clientOf(withUser, { tenant: 'team-a', httpHeaders: { 'X-Env': 'prod' } }).client.query('up');
    expect(received[0].headers).toMatchObject({
      authorization: `Basic ${encoded}`,
      'x-scope-orgid': 'team-a',
      'x-env': 'prod',
    });
  });

  it('follows redirects within the origin, by the same method, with credentials', async () => {
    const { url, received } = await serve(({ path, params }, response) => {
      if (path.startsWith('/old/'))
        response.writeHead(301, { Location: `/new/api/v1/query?${params.toString()}` }).end();
      else json(response, vector);
    });
    const { client } = clientOf(`${url}/old`, { authorization: { credentials: 't0ken' } });
    await client.query('up');
    await client.query(`up{a="${'b'.repeat(5_000)}"}`);
    expect(received.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /old/api/v1/query',
      'GET /new/api/v1/query',
      'POST /old/api/v1/query',
      'POST /new/api/v1/query',
    ]);
    expect(received.every(({ headers }) => headers.authorization === 'Bearer t0ken')).toBe(true);
    expect(received[3].params.get('query')).toContain('bbb');
  });

  it('asks no other host, port or scheme that it is redirected to', async () => {
    const other = await serve((_, response) => json(response, vector));
    const { url } = await serve((_, response) =>
      response.writeHead(302, { Location: `${other.url}/?secret=x` }).end(),
    );
    const error = await failure(
      clientOf(url, { authorization: { credentials: 't0ken' } }).client.query('up'),
    );
    expect(error).toMatchObject({
      kind: 'invalid-response',
      status: 302,
      message: expect.stringContaining(other.url),
    });
    expect(error.message).not.toContain('secret');
    expect(other.received).toHaveLength(0);
  });

  it('ends a circle of redirects', async () => {
    const { url, received } = await serve((_, response) => response.writeHead(302, { Location: '/' }).end());
    expect((await failure(clientOf(url).client.query('up'))).kind).toBe('invalid-response');
    expect(received).toHaveLength(6);
  });

  it('shows no secret in any error, whatever the server says, nor in itself', async () => {
    const token = 't0"ken\\t0ken';
    const plain = ({ authorization = '' }: ReceivedRequest['headers']): string =>
      authorization.startsWith('Basic') ? password : token;
    const echo: RequestHandler[] = [
      ({ headers }, response) => response.writeHead(401).end(`you sent ${JSON.stringify(headers)}`),
      ({ headers }, response) =>
        json(
          response,
          { status: 'error', errorType: 'bad_data', error: `${headers.authorization} ${plain(headers)}` },
          400,
        ),
      ({ headers }, response) =>
        json(response, {
          status: 'error',
          errorType: headers.authorization,
          error: String(headers['x-secret']),
        }),
      ({ headers }, response) => response.end(`${headers.authorization}`),
      ({ headers }, response) =>
        response
          .writeHead(302, {
            Location: `http://${encodeURIComponent(plain(headers))}@other.invalid/?${headers.authorization}`,
          })
          .end(),
      (_, response) => response.destroy(),
      (_, response) => response.writeHead(200, { 'Content-Length': '5' }).end('{"a"'),
      () => undefined,
    ];
    for (const handler of echo) {
      const { url } = await serve(handler);
      const withUser = url.replace('//', `//me:${encodeURIComponent(password)}@`);
      const options = { httpHeaders: { 'X-Secret': 'hidden-header' }, timeoutMs: 200, retries: 0 };
      for (const [{ client }, ...secrets] of [
        [clientOf(withUser, options), password, encoded],
        [clientOf(url, { ...options, basicAuth: { username: 'me', password } }), password, encoded],
        [clientOf(url, { ...options, authorization: { credentials: token } }), token],
      ] as const) {
        const error = await failure(client.query('up'));
        const inspected = [error, client].map((value) => inspect(value, { depth: 20, showHidden: true }));
        const shown = [...inspected, JSON.stringify([error, client]), error.message].join('\n');
        for (const secret of [...secrets, 'hidden-header']) {
          expect(shown).not.toContain(secret);
          expect(shown).not.toContain(JSON.stringify(secret).slice(1, -1));
        }
      }
    }
  });
});
