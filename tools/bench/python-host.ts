import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Timer } from './measure.ts';

/** Debian's, which its packages belong to; another `python3` may come first on the PATH. */
const PYTHON = '/usr/bin/python3';
const HOST = fileURLToPath(new URL('python_host.py', import.meta.url));
/** One thread each, as ours has one. */
const ONE_THREAD: NodeJS.ProcessEnv = {
  OMP_NUM_THREADS: '1',
  OPENBLAS_NUM_THREADS: '1',
  MKL_NUM_THREADS: '1',
};
/** They choose numpy's kernels; a wrong choice makes it several times slower. */
const KERNEL_VARIABLES = ['OPENBLAS_CORETYPE', 'OPENBLAS_L2_SIZE'];

/** The peer cannot run on this machine; the message is for the table. */
export class MissingPeer extends Error {}

/** What python_host.py answers. */
interface HostAnswer {
  readonly about?: string;
  readonly missing?: string;
  readonly error?: string;
  readonly cpu?: number;
  readonly wall?: number;
  readonly result?: unknown;
}

/** A Python process that keeps the peers of one benchmark and runs them when it is told to; started by the first of them. */
export class PythonHost {
  readonly #script: string;
  readonly #onStart: (about: string) => void;
  #running: Promise<Conversation> | undefined;

  /** `onStart` gets the versions that run, and how numpy's kernels were chosen. */
  constructor(script: string, onStart: (about: string) => void) {
    this.#script = script;
    this.#onStart = onStart;
  }

  /** @throws MissingPeer where Python or a package is not installed. */
  async prepare(job: string, input: unknown = null): Promise<Timer> {
    const host = await (this.#running ??= this.#start());
    await host.ask({ prepare: job, input });
    return async (calls, round) => {
      const { cpu = NaN, wall = NaN, result } = await host.ask({ calls, round });
      return { cpu, wall, result };
    };
  }

  async stop(): Promise<void> {
    const host = await this.#running?.catch(() => undefined);
    host?.end();
  }

  async #start(): Promise<Conversation> {
    if (!existsSync(PYTHON)) throw new MissingPeer('not installed: apt-get install python3');
    const chosen = Object.entries(process.env).filter(([name]) => KERNEL_VARIABLES.includes(name));
    const environment = { ...process.env, ...ONE_THREAD };
    for (const [name] of chosen) delete environment[name];
    try {
      return await this.#converse(environment, chosen.length > 0 ? `without ${namesOf(chosen)}` : '');
    } catch (error) {
      if (error instanceof MissingPeer || chosen.length === 0) throw error;
      // The machine's own choice of kernels crashes or computes wrongly: whoever set the variables knew.
      return this.#converse(
        { ...environment, ...Object.fromEntries(chosen) },
        `needs ${chosen.map(([name, value]) => `${name}=${value}`).join(' ')}`,
      );
    }
  }

  async #converse(environment: NodeJS.ProcessEnv, remark: string): Promise<Conversation> {
    const conversation = new Conversation(
      spawn(PYTHON, [HOST, this.#script], { stdio: ['pipe', 'pipe', 'inherit'], env: environment }),
    );
    const { missing, about = '' } = await conversation.hear();
    if (missing !== undefined) throw new MissingPeer(`not installed: apt-get install ${missing}`);
    this.#onStart([about, remark].filter((text) => text !== '').join('; '));
    return conversation;
  }
}

function namesOf(variables: readonly (readonly [string, unknown])[]): string {
  return variables.map(([name]) => name).join(' and ');
}

/** A line of JSON each way. */
class Conversation {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #answers: AsyncIterator<string>;

  constructor(child: ChildProcessByStdio<Writable, Readable, null>) {
    this.#child = child;
    this.#answers = createInterface(child.stdout)[Symbol.asyncIterator]();
    child.stdin.on('error', () => undefined); // It has ended: so does what it answers, and that is reported.
  }

  ask(request: object): Promise<HostAnswer> {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    return this.hear();
  }

  async hear(): Promise<HostAnswer> {
    const answer = await this.#answers.next();
    if (answer.done === true) throw new Error('the Python peer has ended: see above');
    const parsed = JSON.parse(answer.value) as HostAnswer;
    if (parsed.error !== undefined) throw new Error(`the Python peer failed: ${parsed.error}`);
    return parsed;
  }

  end(): void {
    this.#child.stdin.end();
  }
}
