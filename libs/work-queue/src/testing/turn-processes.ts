import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import type { TurnEvent } from './turn-process.ts';

const script = fileURLToPath(new URL('turn-process.ts', import.meta.url));

/** Several processes that take turns, and what they said. */
export class TurnProcesses {
  readonly events: TurnEvent[] = [];
  /** What they wrote to standard error: nothing, if all is well. */
  complaints = '';
  readonly #children = new Map<number, { child: ChildProcess; ended: Promise<string> }>();

  /** Starts processes and waits until they take turns. @returns their process ids */
  async start(count: number, url: string, turnMs: number, concurrency = 2): Promise<number[]> {
    const started = Array.from({ length: count }, () => this.#start(url, turnMs, concurrency));
    await Promise.all(started.map(({ ready }) => ready));
    return started.map(({ pid }) => pid);
  }

  #start(url: string, turnMs: number, concurrency: number): { pid: number; ready: Promise<void> } {
    const args = ['--conditions=source', '--no-warnings', script, url, String(turnMs), String(concurrency)];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const ready = new Promise<void>((resolve) => {
      createInterface(child.stdout).on('line', (line) => {
        if (line === 'ready') resolve();
        else this.events.push(JSON.parse(line) as TurnEvent);
      });
      child.once('close', () => resolve()); // Its end is for the test to notice.
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.complaints += text));
    const ended = new Promise<string>((resolve) =>
      child.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`)),
    );
    const pid = child.pid ?? -1;
    this.#children.set(pid, { child, ended });
    return { pid, ready };
  }

  /** Sends a signal to one; with SIGKILL, its turns under way count as given up at this moment. */
  async end(pid: number, signal: 'SIGTERM' | 'SIGKILL'): Promise<string> {
    const { child, ended } = this.#children.get(pid)!;
    child.kill(signal);
    const how = await ended;
    this.#children.delete(pid);
    return how;
  }

  async endAll(): Promise<void> {
    await Promise.all([...this.#children.keys()].map((pid) => this.end(pid, 'SIGKILL')));
  }

  count(event: TurnEvent['event']): number {
    return this.events.filter((entry) => entry.event === event).length;
  }

  /** Pairs of turns of the same watch and shard that were under way at once; a process that was killed ended at `killedAtMs`. */
  overlaps(killedAtMs = new Map<number, number>()): [Span, Span][] {
    const spans = this.#spans(killedAtMs);
    return spans.flatMap((a, i) =>
      spans
        .slice(i + 1)
        .filter((b) => a.part === b.part && a.fromMs < b.toMs && b.fromMs < a.toMs)
        .map((b): [Span, Span] => [a, b]),
    );
  }

  #spans(killedAtMs: Map<number, number>): Span[] {
    const open = new Map<string, Span>();
    const spans: Span[] = [];
    for (const { event, watch, shard, pid, atMs } of this.events) {
      const part = `${watch}/${shard}`;
      const key = `${pid} ${part}`;
      if (event === 'begin') {
        const span = { part, pid, fromMs: atMs, toMs: killedAtMs.get(pid) ?? Infinity };
        open.set(key, span);
        spans.push(span);
      } else {
        const span = open.get(key);
        if (span !== undefined) span.toMs = atMs;
      }
    }
    return spans;
  }
}

interface Span {
  readonly part: string;
  readonly pid: number;
  readonly fromMs: number;
  toMs: number;
}

/** Waits until the condition holds. @throws Error after `timeoutMs` */
export async function until(condition: () => boolean | Promise<boolean>, timeoutMs = 15_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadline)
      throw new Error(`not so after ${timeoutMs} ms: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
