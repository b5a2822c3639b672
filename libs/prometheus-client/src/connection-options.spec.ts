import { describe, expect, it } from '@jest/globals';
import { type ConnectionOptions, parseConnection } from './connection-options.ts';

const url = 'https://prometheus.example';

describe('parseConnection', () => {
  it('gives the URL without its user, and with a slash at the end', () => {
    const { url: parsed, secret } = parseConnection({
      url: 'https://me:s%C3%A9cret@prometheus.example:9090/a/b',
    });
    expect(parsed.href).toBe('https://prometheus.example:9090/a/b/');
    expect(secret).toEqual({ type: 'Basic', username: 'me', text: 'sécret' });
  });

  it.each<[string, Partial<ConnectionOptions>, ...string[]]>([
    ['a URL that is none', { url: 'prometheus:hidden' }, 'url'],
    ['another protocol', { url: 'ftp://me:hidden@host/' }, 'url'],
    ['a query', { url: 'http://host/?token=hidden' }, 'url', 'query'],
    ['a fragment', { url: 'http://host/#hidden' }, 'url', 'fragment'],
    ['a user that is badly encoded', { url: 'http://me:hidden%ff@host' }, 'url'],
    [
      'basicAuth and authorization',
      { basicAuth: { username: 'me', password: 'hidden' }, authorization: { credentials: 'hidden' } },
      'basicAuth',
      'authorization',
    ],
    [
      'a user in the URL and basicAuth',
      { url: 'https://me:hidden@host', basicAuth: { username: 'me' } },
      'user in url',
      'basicAuth',
    ],
    [
      'a user in the URL and authorization',
      { url: 'https://me:hidden@host', authorization: { credentials: 'hidden' } },
      'user in url',
      'authorization',
    ],
    [
      'password and passwordFile',
      { basicAuth: { username: 'me', password: 'hidden', passwordFile: '/f' } },
      'basicAuth.password',
      'basicAuth.passwordFile',
    ],
    [
      'credentials and credentialsFile',
      { authorization: { credentials: 'hidden', credentialsFile: '/f' } },
      'authorization.credentials',
      'authorization.credentialsFile',
    ],
    ['no credentials', { authorization: {} }, 'credentials', 'credentialsFile'],
    [
      'Basic as a type',
      { authorization: { type: 'basic', credentials: 'hidden' } },
      'authorization.type',
      'basicAuth',
    ],
    [
      'credentials of two lines',
      { authorization: { credentials: 'hidden\nhidden' } },
      'authorization.credentials',
    ],
    ['a user with a colon', { basicAuth: { username: 'me:hidden' } }, 'basicAuth.username'],
    ['an Authorization header', { httpHeaders: { authorization: 'hidden' } }, 'httpHeaders', 'authorization'],
    ['a Host header', { httpHeaders: { Host: 'hidden' } }, 'httpHeaders', 'Host'],
    ['a header of two lines', { httpHeaders: { 'X-A': 'hidden\r\nhidden: x' } }, 'httpHeaders X-A'],
    ['a header name with a space', { httpHeaders: { 'X A': 'hidden' } }, 'httpHeaders X A'],
    ['the tenant twice', { httpHeaders: { 'x-scope-orgid': 'a' }, tenant: 'b' }, 'X-Scope-OrgID', 'tenant'],
    ['a tenant of two lines', { tenant: 'hidden\nhidden' }, 'tenant'],
    ['a certificate without its key', { tls: { certFile: '/f' } }, 'tls.certFile', 'tls.keyFile'],
    ['a key without its certificate', { tls: { keyFile: '/f' } }, 'tls.certFile', 'tls.keyFile'],
    ['TLS for http', { url: 'http://host', tls: { caFile: '/f' } }, 'tls.caFile', 'https'],
  ])('refuses %s, naming it and showing no secret', (_, options, ...names) => {
    const parse = (): unknown => parseConnection({ url, ...options });
    expect(parse).toThrow(TypeError);
    for (const name of names) expect(parse).toThrow(name);
    expect(parse).not.toThrow('hidden');
  });

  it('takes options that are there but undefined or off for absent', () => {
    const tls = { caFile: undefined, certFile: undefined, keyFile: undefined, insecureSkipVerify: false };
    expect(() => parseConnection({ url: 'http://host', basicAuth: undefined, tls })).not.toThrow();
  });
});
