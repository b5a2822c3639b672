import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { TlsOptions } from './connection-options.ts';
import { PrometheusClient, type PrometheusClientOptions } from './prometheus-client.ts';
import { findBinary } from './testing/index.ts';
import { startLoopbackServer } from './testing/loopback-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'metrics-ai-tls-'));
afterAll(() => rmSync(folder, { recursive: true }));
const inFolder = (name: string): string => join(folder, name);

const cleanUps: (() => void)[] = [];
afterEach(() => cleanUps.splice(0).forEach((cleanUp) => cleanUp()));

function clientOf(options: PrometheusClientOptions): PrometheusClient {
  const client = new PrometheusClient({ retries: 0, ...options });
  cleanUps.push(() => client.close());
  return client;
}

const labelNames = { status: 'success', data: ['a'] };

describe('files of secrets', () => {
  it.each([
    [
      'passwordFile',
      (file: string) => ({ basicAuth: { username: 'me', passwordFile: file } }),
      (secret: string) => `Basic ${Buffer.from(`me:${secret}`).toString('base64')}`,
    ],
    [
      'credentialsFile',
      (file: string) => ({ authorization: { credentialsFile: file } }),
      (secret: string) => `Bearer ${secret}`,
    ],
  ])('are read again for every request: %s', async (name, options, header) => {
    const server = await startLoopbackServer((_, response) => response.end(JSON.stringify(labelNames)));
    cleanUps.push(() => server.close());
    const file = inFolder(name);
    const client = clientOf({ url: server.url, ...options(file) });
    for (const secret of ['first', 'second']) {
      writeFileSync(file, `\n ${secret} \n`);
      await client.labels();
    }
    expect(server.received.map(({ headers }) => headers.authorization)).toEqual([
      header('first'),
      header('second'),
    ]);
    rmSync(file);
    await expect(client.labels()).rejects.toMatchObject({
      kind: 'configuration',
      message: expect.stringMatching(new RegExp(`${name} cannot be read: ENOENT`)),
    });
    expect(server.received).toHaveLength(2);
  });

  it('that hold what no header can are refused without showing it', async () => {
    const file = inFolder('binary');
    writeFileSync(file, 'hid\u0000den');
    const client = clientOf({ url: 'http://127.0.0.1:1', authorization: { credentialsFile: file } });
    await expect(client.labels()).rejects.toMatchObject({
      kind: 'configuration',
      message: expect.not.stringMatching(/hid/),
    });
  });
});

const openssl = findBinary('openssl');
const describeTls = openssl === undefined ? describe.skip : describe;

describeTls(openssl === undefined ? 'TLS (skipped: there is no openssl on the PATH)' : 'TLS', () => {
  /** A key and certificate for `name`, signed by `issuer`, or by itself. */
  const certify = (file: string, name: string, issuer?: string): void => {
    const run = (args: string[]): void =>
      void execFileSync(openssl ?? '', args, { cwd: folder, stdio: 'pipe' });
    const newKey = [
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-keyout',
      `${file}.key`,
    ];
    if (issuer === undefined) {
      run(['req', '-x509', ...newKey, '-out', `${file}.pem`, '-days', '2', '-subj', `/CN=${name}`]);
      return;
    }
    writeFileSync(inFolder('extensions'), `subjectAltName=${name.startsWith('127.') ? 'IP' : 'DNS'}:${name}`);
    run(['req', ...newKey, '-out', `${file}.csr`, '-subj', `/CN=${name}`]);
    run([
      'x509',
      '-req',
      '-in',
      `${file}.csr`,
      '-CA',
      `${issuer}.pem`,
      '-CAkey',
      `${issuer}.key`,
      '-CAcreateserial',
      '-out',
      `${file}.pem`,
      '-days',
      '2',
      '-extfile',
      'extensions',
    ]);
  };
  const read = (name: string): string => execFileSync('cat', [inFolder(name)], { encoding: 'utf8' });

  beforeAll(() => {
    certify('ca', 'Test authority');
    certify('other-ca', 'Another authority');
    certify('server', '127.0.0.1', 'ca');
    certify('named', 'prometheus.internal', 'ca');
    certify('client', 'client one', 'ca');
    certify('client2', 'client two', 'ca');
  });

  /** Answers with the common name of the client's certificate as the one label name. */
  async function serve(certificate: string, options: ServerOptions = {}): Promise<string> {
    const server = createServer(
      { key: read(`${certificate}.key`), cert: read(`${certificate}.pem`), ...options },
      ({ socket }, response: ServerResponse) => {
        const { subject } = (socket as TLSSocket).getPeerCertificate();
        response.end(JSON.stringify({ status: 'success', data: [String(subject?.CN ?? 'nobody')] }));
      },
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanUps.push(() => {
      server.closeAllConnections();
      server.close();
    });
    return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  const labelsBy = async (url: string, tls: TlsOptions): Promise<readonly string[]> =>
    (await clientOf({ url, tls }).labels()).data;

  it('trusts the given authority, and no other', async () => {
    const url = await serve('server');
    await expect(labelsBy(url, { caFile: inFolder('ca.pem') })).resolves.toEqual(['nobody']);
    await expect(labelsBy(url, { caFile: inFolder('other-ca.pem') })).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('UNABLE_TO_VERIFY_LEAF_SIGNATURE'),
    });
    await expect(labelsBy(url, {})).rejects.toMatchObject({ kind: 'unreachable' });
  });

  it('does not try a certificate again that it does not trust', async () => {
    const slept: number[] = [];
    const sleep = (ms: number): Promise<void> => Promise.resolve(void slept.push(ms));
    const client = clientOf({ url: await serve('server'), retries: 3, sleep });
    await expect(client.labels()).rejects.toMatchObject({ kind: 'unreachable' });
    expect(slept).toEqual([]);
  });

  it('checks the name of the server, or the one that it is told to', async () => {
    const url = await serve('named');
    const caFile = inFolder('ca.pem');
    await expect(labelsBy(url, { caFile })).rejects.toMatchObject({
      message: expect.stringContaining('ERR_TLS_CERT_ALTNAME_INVALID'),
    });
    await expect(labelsBy(url, { caFile, serverName: 'prometheus.internal' })).resolves.toEqual(['nobody']);
    await expect(labelsBy(url, { caFile, serverName: 'another.internal' })).rejects.toMatchObject({
      kind: 'unreachable',
    });
  });

  it('checks nothing when told so', async () => {
    await expect(labelsBy(await serve('named'), { insecureSkipVerify: true })).resolves.toEqual(['nobody']);
  });

  it('shows its certificate, and a new one when the files have changed', async () => {
    const url = await serve('server', { ca: read('ca.pem'), requestCert: true, rejectUnauthorized: true });
    const caFile = inFolder('ca.pem');
    await expect(labelsBy(url, { caFile })).rejects.toMatchObject({ kind: 'unreachable' });

    const [certFile, keyFile] = [inFolder('current.pem'), inFolder('current.key')];
    const client = clientOf({ url, tls: { caFile, certFile, keyFile } });
    for (const name of ['client', 'client', 'client2']) {
      writeFileSync(certFile, read(`${name}.pem`));
      writeFileSync(keyFile, read(`${name}.key`));
      expect((await client.labels()).data).toEqual([name === 'client2' ? 'client two' : 'client one']);
    }
  });

  it('says which file is missing, or that they do not fit together', async () => {
    const url = await serve('server');
    await expect(labelsBy(url, { caFile: inFolder('absent.pem') })).rejects.toMatchObject({
      kind: 'configuration',
      message: expect.stringContaining('tls.caFile'),
    });
    await expect(
      labelsBy(url, { certFile: inFolder('client.pem'), keyFile: inFolder('client2.key') }),
    ).rejects.toMatchObject({ kind: 'configuration' });
  });
});
