import { readFile } from 'node:fs/promises';
import { Agent } from 'node:https';
import { createSecureContext } from 'node:tls';
import type { Secret, TlsOptions } from './connection-options.ts';
import { errorCode } from './error-code.ts';
import { PrometheusError } from './prometheus-error.ts';

/** The value of the Authorization header, and every form of the secret in it that must not be shown. */
export async function readAuthorization(secret: Secret): Promise<{ header: string; secrets: string[] }> {
  const text = 'text' in secret ? secret.text : (await readOption(secret.option, secret.file)).trim();
  if (secret.username !== undefined) {
    const encoded = Buffer.from(`${secret.username}:${text}`).toString('base64');
    return { header: `${secret.type} ${encoded}`, secrets: [text, encoded] };
  }
  if (!/^[\t\x20-\x7e\x80-\xff]+$/.test(text)) {
    throw new PrometheusError(
      'configuration',
      'the file of the credentials holds no text for an HTTP header',
    );
  }
  return { header: `${secret.type} ${text}`, secrets: [text] };
}

/** Keeps an agent for HTTPS, and makes a new one when the files that it was made from have changed. */
export class TlsAgents {
  readonly #tls: TlsOptions;
  readonly #maxSockets: number;
  #files: (string | undefined)[] = [];
  #agent: Agent | undefined;

  constructor(tls: TlsOptions, maxSockets: number) {
    this.#tls = tls;
    this.#maxSockets = maxSockets;
  }

  /** Throws PrometheusError `configuration` where a file cannot be read, or is not what it should be. */
  async current(): Promise<Agent> {
    const { caFile, certFile, keyFile, serverName, insecureSkipVerify } = this.#tls;
    const files = await Promise.all([
      caFile === undefined ? undefined : readOption('tls.caFile', caFile),
      certFile === undefined ? undefined : readOption('tls.certFile', certFile),
      keyFile === undefined ? undefined : readOption('tls.keyFile', keyFile),
    ]);
    if (this.#agent !== undefined && files.every((file, i) => file === this.#files[i])) return this.#agent;
    this.#retire();
    const [ca, cert, key] = files;
    this.#files = files;
    this.#agent = new Agent({
      keepAlive: true,
      maxSockets: this.#maxSockets,
      secureContext: secureContext(ca, cert, key),
      servername: serverName,
      rejectUnauthorized: insecureSkipVerify !== true,
    });
    return this.#agent;
  }

  close(): void {
    this.#agent?.destroy();
  }

  /** Idle connections end now, those in use after their answer. */
  #retire(): void {
    if (this.#agent === undefined) return;
    this.#agent.maxFreeSockets = 0;
    for (const sockets of Object.values(this.#agent.freeSockets))
      sockets?.forEach((socket) => socket.destroy());
    this.#agent = undefined;
  }
}

function secureContext(ca?: string, cert?: string, key?: string): ReturnType<typeof createSecureContext> {
  try {
    return createSecureContext({ ca, cert, key });
  } catch {
    throw new PrometheusError(
      'configuration',
      'the files of tls are not a certificate and key in PEM that fit together',
    );
  }
}

async function readOption(option: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new PrometheusError('configuration', `${option} cannot be read: ${errorCode(error)} at ${path}`);
  }
}
