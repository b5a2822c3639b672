import { findFreePort } from '@metrics-ai/prometheus-client/testing';
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export interface LogLine {
  readonly level: string;
  /** A line of the worker's own: what happened, and its numbers. */
  readonly message: Readonly<Record<string, unknown>>;
}

export interface WorkerProcess {
  readonly url: string;
  readonly pid: number;
  /** What it has logged as objects so far. */
  readonly lines: readonly LogLine[];
  /** Everything that it wrote to standard output and error. */
  readonly output: () => string;
  /** Resolves when the process has ended: its exit code or signal. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** The first line, from now or before, that is of this kind; rejects after 30 s, or when the worker ends. */
  until(isIt: (line: LogLine) => boolean, timeoutMs?: number): Promise<LogLine>;
  /** Value of a metric, by its name and labels as the exposition writes them. */
  metric(series: string): Promise<number | undefined>;
  kill(signal: NodeJS.Signals): void;
  /** SIGTERM, and SIGKILL if it is still there after ten seconds. */
  stop(): Promise<void>;
}

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** Starts the built worker as a process of its own, on a free port; it may still be starting when this resolves. */
export async function startWorker(environment: Record<string, string>): Promise<WorkerProcess> {
  const port = await findFreePort();
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN], {
    env: { PATH: process.env.PATH ?? '', PORT: String(port), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const killChild = () => child.kill('SIGKILL');
  process.once('exit', killChild);
  const lines: LogLine[] = [];
  let output = '';
  // Errors go to standard error, in the same form.
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      const parts = (rest + text).split('\n');
      rest = parts.pop() ?? '';
      lines.push(...parts.filter((part) => part.startsWith('{')).flatMap(toLine));
    });
  }
  let hasEnded = false;
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('close', (code, signal) => {
      hasEnded = true;
      process.removeListener('exit', killChild);
      resolve(signal ?? code ?? -1);
    });
  });
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    pid: child.pid ?? -1,
    lines,
    output: () => output,
    ended,
    until: async (isIt, timeoutMs = 30_000) => {
      const deadline = performance.now() + timeoutMs;
      for (;;) {
        const found = lines.find(isIt);
        if (found !== undefined) return found;
        if (hasEnded) throw new Error(`the worker has ended:\n${output}`);
        if (performance.now() > deadline) throw new Error(`not logged within ${timeoutMs} ms:\n${output}`);
        await sleep(20);
      }
    },
    metric: async (series) => {
      const text = await (await fetch(`${url}/metrics`)).text();
      const line = text.split('\n').find((each) => each.startsWith(`${series} `));
      return line === undefined ? undefined : Number(line.slice(series.length));
    },
    kill: (signal) => child.kill(signal),
    stop: async () => {
      child.kill('SIGTERM');
      const timer = setTimeout(killChild, 10_000);
      await ended;
      clearTimeout(timer);
    },
  };
}

export const isTurn =
  (result: 'succeeded' | 'partial' | 'failed', watch?: string) =>
  ({ message }: LogLine): boolean =>
    message.event === 'turn' && message.result === result && (watch ?? message.watch) === message.watch;

function toLine(text: string): LogLine[] {
  const line = JSON.parse(text) as LogLine;
  return typeof line.message === 'object' ? [line] : [];
}
