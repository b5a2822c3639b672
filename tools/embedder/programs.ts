import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

/** Databases refuse to run as root; this is Debian's `nobody`. */
const NOBODY = 65_534;

const STARTS_WITHIN_MS = 20_000;

/** Runs real programs on loopback and free ports, in a temporary folder; `stop` ends all of them and removes the folder. */
export class Programs {
  readonly folder = mkdtempSync(join(tmpdir(), 'embedder-'));
  private readonly children: ChildProcess[] = [];

  constructor() {
    chownSync(this.folder, NOBODY, NOBODY);
  }

  /** Runs a program to its end. @throws Error with what it wrote when it fails. */
  async run(program: string, args: readonly string[], asNobody = false): Promise<void> {
    await promisify(execFile)(program, [...args], {
      cwd: this.folder,
      ...(asNobody && { uid: NOBODY, gid: NOBODY }),
    });
  }

  /** Starts a program that goes on running. */
  start(program: string, args: readonly string[], { env = {}, asNobody = false } = {}): void {
    const child = spawn(program, [...args], {
      cwd: this.folder,
      env: { ...process.env, ...env },
      stdio: 'ignore',
      ...(asNobody && { uid: NOBODY, gid: NOBODY }),
    });
    child.on('error', () => undefined);
    this.children.push(child);
  }

  /** What a page says as soon as it says something, or its last failure. */
  async read(url: string): Promise<string> {
    const endMs = Date.now() + STARTS_WITHIN_MS;
    for (;;) {
      try {
        const answer = await fetch(url);
        if (answer.ok) return await answer.text();
        throw new Error(`${url} answers ${answer.status}`);
      } catch (error) {
        if (Date.now() > endMs) throw error;
        await sleep(200);
      }
    }
  }

  async stop(): Promise<void> {
    const running = this.children.filter((child) => child.pid !== undefined && child.exitCode === null);
    const ended = running.map((child) => new Promise((resolve) => child.once('exit', resolve)));
    for (const child of running) child.kill('SIGKILL');
    await Promise.all(ended);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
