import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ProgramOptions {
  /** What error messages call the program. */
  readonly name: string;
  readonly command: string;
  readonly args?: readonly string[];
  /** The program's whole environment; inherited when left out. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Answers 200 once the program serves. */
  readonly readyUrl: string;
  /** How long the program may take to become ready. Default 30 s. */
  readonly readyTimeoutMs?: number;
  /** Gives up waiting for readiness, and stops the program. */
  readonly signal?: AbortSignal;
}

export interface Program {
  readonly pid: number;
  /** Resolves, never rejects, when the program has ended for whatever reason: "exit code 1", "signal SIGKILL". */
  readonly ended: Promise<string>;
  /** The last lines that the program wrote to its standard output and error. */
  logTail(): string;
  /** Ends the program: SIGTERM, and SIGKILL if it is still there 10 s later. May be called again. */
  stop(): Promise<void>;
}

const logTailChars = 4_000;
const stopGraceMs = 10_000;
const probeIntervalMs = 25;

/**
 * Starts a program and waits until `readyUrl` answers 200.
 *
 * The program is killed when this process exits normally, by `process.exit` or by an uncaught error. A process that is
 * itself killed (SIGKILL, or a signal without a handler) cannot clean up: the program then outlives it.
 *
 * @throws Error carrying the end of the program's log, if it cannot be started, ends early or does not become ready in time.
 */
export async function startProgram(options: ProgramOptions): Promise<Program> {
  options.signal?.throwIfAborted();
  const child = spawn(options.command, options.args ?? [], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: options.env,
    cwd: options.cwd,
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-logTailChars);
    });
  }
  const killChild = () => child.kill('SIGKILL');
  process.once('exit', killChild);
  let running = true;
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message)); // It never started: no 'close' follows.
    child.once('close', (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`));
  });
  void ended.then(() => {
    running = false;
    process.removeListener('exit', killChild);
  });

  const program: Program = {
    pid: child.pid ?? -1,
    ended,
    logTail: () => log.trimEnd(),
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(killChild, stopGraceMs);
      await ended;
      clearTimeout(timer);
    },
  };
  try {
    await Promise.race([
      untilReady(options, () => running),
      ended.then((how) => {
        throw new Error(`${options.name} ended before it was ready (${how})${logOf(program)}`);
      }),
    ]);
  } catch (error) {
    await program.stop();
    options.signal?.throwIfAborted();
    throw error instanceof NotReadyError ? new Error(`${error.message}${logOf(program)}`) : error;
  }
  return program;
}

class NotReadyError extends Error {}

async function untilReady(options: ProgramOptions, isRunning: () => boolean): Promise<void> {
  const timeoutMs = options.readyTimeoutMs ?? 30_000;
  const deadline = performance.now() + timeoutMs;
  while (isRunning() && !options.signal?.aborted) {
    if (performance.now() > deadline) {
      throw new NotReadyError(`${options.name} was not ready after ${timeoutMs} ms`);
    }
    if (await answersOk(options.readyUrl)) return;
    await sleep(probeIntervalMs);
  }
  options.signal?.throwIfAborted();
}

async function answersOk(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false; // Nobody listens yet.
  }
}

function logOf(program: Program): string {
  const tail = program.logTail();
  return tail === '' ? '' : `. The end of its log:\n${tail}`;
}

/**
 * A TCP port of 127.0.0.1 that is free at this moment; `preferred` where that one is.
 * Somebody else may take it before it is used: bind to port 0 instead wherever the program can.
 */
export async function findFreePort(preferred = 0): Promise<number> {
  const server = createServer();
  try {
    server.listen(preferred, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    if (preferred === 0) throw error;
    return findFreePort();
  }
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('A TCP server has no port');
  return address.port;
}
