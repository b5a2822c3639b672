import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface RedisServerOptions {
  /** Port of 127.0.0.1. Default a free one. */
  readonly port?: number;
  /** Where its data are kept; stays after `stop`. Default a temporary folder, which does not. */
  readonly dataDir?: string;
  /** More command-line arguments, such as `--requirepass x`, one word each. */
  readonly args?: readonly string[];
}

export interface RedisServer {
  /** `redis://127.0.0.1:<port>` */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly dataDir: string;
  /** Ends the server: SIGTERM, and SIGKILL if it is still there 5 s later. May be called again. */
  stop(): Promise<void>;
}

const readyTimeoutMs = 15_000;
const stopGraceMs = 5_000;

/** The path of the `redis-server` binary on the PATH; undefined where there is none. */
export function findRedis(): string | undefined {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'redis-server'))
    .find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Starts a real Redis that keeps its data in an append-only file, and waits until it answers. It ends with this process,
 * unless that one is killed.
 * @throws Error with the end of its log if it does not start
 */
export async function startRedis(options: RedisServerOptions = {}): Promise<RedisServer> {
  const command = findRedis();
  if (command === undefined) throw new Error('There is no redis-server on the PATH');
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'metrics-ai-redis-')));
  await mkdir(dataDir, { recursive: true });
  const port = options.port ?? (await freePort());
  const fixed = ['--port', String(port), '--bind', '127.0.0.1', '--dir', dataDir, '--appendonly', 'yes'];
  const child = spawn(command, [...fixed, '--save', '', ...(options.args ?? [])], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (log = (log + text).slice(-4_000)));
  }
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  let isRunning = true;
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve())).then(() => {
    isRunning = false;
    process.removeListener('exit', kill);
  });
  const stop = async () => {
    child.kill('SIGTERM');
    const timer = setTimeout(kill, stopGraceMs);
    await ended;
    clearTimeout(timer);
    if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true, maxRetries: 3 });
  };
  const deadline = performance.now() + readyTimeoutMs;
  while (!(await answers(port))) {
    if (isRunning && performance.now() < deadline) {
      await sleep(20);
      continue;
    }
    await stop();
    throw new Error(`redis-server did not become ready. The end of its log:\n${log}`);
  }
  return { url: `redis://127.0.0.1:${port}`, port, pid: child.pid ?? -1, dataDir, stop };
}

/** Whether a Redis there answers PING, be it that it wants a password first. */
async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    socket.setTimeout(1_000, () => socket.destroy(new Error('no answer')));
    socket.write('PING\r\n');
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    return /^(\+PONG|-NOAUTH)/.test(chunk.toString());
  } catch {
    return false; // Nobody listens yet.
  } finally {
    socket.destroy();
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
