import { validateHeaderName, validateHeaderValue } from 'node:http';

/** How to reach a Prometheus: the names and meanings of Prometheus' own scrape configuration. */
export interface ConnectionOptions {
  /** Where Prometheus is, with its path prefix if it has one: `https://host/prometheus`. A user and password in it count as `basicAuth`. */
  readonly url: string;
  readonly basicAuth?: BasicAuth;
  readonly authorization?: Authorization;
  /** Sent with every request. The client's own (`Authorization`, `Host`, `Content-Type`, …) cannot be given here. */
  readonly httpHeaders?: Readonly<Record<string, string>>;
  /** Sent as `X-Scope-OrgID`. */
  readonly tenant?: string;
  readonly tls?: TlsOptions;
}

export interface BasicAuth {
  readonly username: string;
  readonly password?: string;
  /** Read for every request, so that a rotated secret is taken up; whitespace around it is dropped. */
  readonly passwordFile?: string;
}

export interface Authorization {
  /** Default `Bearer`. */
  readonly type?: string;
  readonly credentials?: string;
  /** As `passwordFile`. */
  readonly credentialsFile?: string;
}

/** Files are in PEM, and read again when they change. */
export interface TlsOptions {
  /** Authorities to trust in place of the system's. */
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  /** Name that the server's certificate must bear, where it is not the URL's host. */
  readonly serverName?: string;
  /** Accepts any certificate. Default false. */
  readonly insecureSkipVerify?: boolean;
}

/** ConnectionOptions, checked: `url` ends in a slash and holds no credentials. */
export interface Connection {
  readonly url: URL;
  readonly secret?: Secret;
  readonly headers: Readonly<Record<string, string>>;
  /** Values of headers that may be secrets; a tenant is none, and neither is a short word. */
  readonly secretHeaders: readonly string[];
  readonly tls: TlsOptions;
}

/** What the Authorization header is made of. */
export type Secret = { readonly username?: string; readonly type: string } & (
  { readonly text: string } | { readonly file: string; readonly option: string }
);

const OWN_HEADERS = new Set([
  'accept-encoding',
  'authorization',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'host',
  'transfer-encoding',
]);

/** Throws TypeError for options that are missing, malformed or at odds with each other; no message holds a secret. */
export function parseConnection(options: ConnectionOptions): Connection {
  const url = parseUrl(options.url);
  const account = url.username === '' && url.password === '' ? undefined : accountIn(url);
  refuseBoth('the user in url', account, 'basicAuth', options.basicAuth);
  refuseBoth('the user in url', account, 'authorization', options.authorization);
  refuseBoth('basicAuth', options.basicAuth, 'authorization', options.authorization);
  url.username = '';
  url.password = '';
  return {
    url,
    secret: parseSecret(account ?? options.basicAuth, options.authorization),
    headers: parseHeaders(options),
    secretHeaders: Object.values(options.httpHeaders ?? {}).filter((value) => value.length >= 8),
    tls: parseTls(options.tls ?? {}, url),
  };
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new TypeError('url must be an address that begins with http:// or https://');
  }
  if (url.search !== '' || url.hash !== '') throw new TypeError('url must have no query and no fragment');
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

function accountIn(url: URL): BasicAuth {
  try {
    return { username: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  } catch {
    throw new TypeError('the user and password in url must be percent-encoded');
  }
}

function parseSecret(basicAuth?: BasicAuth, authorization?: Authorization): Secret | undefined {
  if (basicAuth !== undefined) {
    const { username, password, passwordFile } = basicAuth;
    refuseBoth('basicAuth.password', password, 'basicAuth.passwordFile', passwordFile);
    if (username.includes(':')) throw new TypeError('basicAuth.username must hold no colon');
    const account = { username, type: 'Basic' };
    return passwordFile === undefined
      ? { ...account, text: password ?? '' }
      : { ...account, file: passwordFile, option: 'basicAuth.passwordFile' };
  }
  if (authorization === undefined) return undefined;
  const { type = 'Bearer', credentials, credentialsFile } = authorization;
  refuseBoth('authorization.credentials', credentials, 'authorization.credentialsFile', credentialsFile);
  if (type.trim() === '' || type.toLowerCase() === 'basic') {
    throw new TypeError('authorization.type must not be empty or Basic: use basicAuth');
  }
  checkHeader('authorization.type', 'Authorization', type);
  if (credentials !== undefined) {
    checkHeader('authorization.credentials', 'Authorization', credentials);
    return { type, text: credentials };
  }
  if (credentialsFile !== undefined) {
    return { type, file: credentialsFile, option: 'authorization.credentialsFile' };
  }
  throw new TypeError('authorization needs credentials or credentialsFile');
}

function parseHeaders({ httpHeaders = {}, tenant }: ConnectionOptions): Record<string, string> {
  for (const [name, value] of Object.entries(httpHeaders)) {
    const lower = name.toLowerCase();
    if (OWN_HEADERS.has(lower))
      throw new TypeError(`httpHeaders must not hold ${name}: the client sets it itself`);
    if (lower === 'x-scope-orgid') refuseBoth('httpHeaders X-Scope-OrgID', value, 'tenant', tenant);
    checkHeader(`httpHeaders ${name}`, name, value);
  }
  if (tenant === undefined) return { ...httpHeaders };
  checkHeader('tenant', 'X-Scope-OrgID', tenant);
  return { ...httpHeaders, 'X-Scope-OrgID': tenant };
}

function parseTls(tls: TlsOptions, url: URL): TlsOptions {
  if ((tls.certFile === undefined) !== (tls.keyFile === undefined)) {
    throw new TypeError('tls.certFile and tls.keyFile must be given together');
  }
  const given = Object.entries(tls).find(([, value]) => value !== undefined && value !== false);
  if (given !== undefined && url.protocol !== 'https:')
    throw new TypeError(`tls.${given[0]} needs a url with https://`);
  return tls;
}

function checkHeader(option: string, name: string, value: string): void {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  } catch {
    throw new TypeError(`${option} cannot be sent in an HTTP header`);
  }
}

function refuseBoth(name: string, value: unknown, otherName: string, other: unknown): void {
  if (value !== undefined && other !== undefined)
    throw new TypeError(`${name} and ${otherName} exclude each other`);
}
