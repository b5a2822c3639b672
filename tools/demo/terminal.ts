import { styleText } from 'node:util';

/** A stream that may be a terminal. */
type TextStream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/** What the demo prints: plain lines, and one line of progress that rewrites itself on a terminal only. */
export class Terminal {
  readonly #stream: TextStream;
  #hasProgress = false;

  constructor(stream: TextStream = process.stdout) {
    this.#stream = stream;
  }

  line(text = ''): void {
    this.#clearProgress();
    this.#stream.write(`${text}\n`);
  }

  heading(text: string): void {
    this.line();
    this.line(this.style('bold', text));
  }

  progress(text: string): void {
    if (!this.#stream.isTTY) return;
    this.#clearProgress();
    this.#stream.write(this.style('dim', text.slice(0, (this.#stream.columns || 80) - 1)));
    this.#hasProgress = true;
  }

  /** Runs a step, shows its progress, and says what came out of it and how long it took. */
  async step<T>(
    title: string,
    run: (progress: (text: string) => void) => Promise<T>,
    done: (result: T) => string,
  ): Promise<T> {
    const startMs = performance.now();
    const progress = (text: string) => this.progress(text === '' ? `  ${title} …` : `  ${title}: ${text}`);
    progress('');
    const result = await run(progress);
    const seconds = ((performance.now() - startMs) / 1_000).toFixed(1);
    this.line(`${this.style('green', '✓')} ${done(result)} ${this.style('dim', `(${seconds} s)`)}`);
    return result;
  }

  /** Colours only where they are seen: on a terminal, and not under NO_COLOR. */
  style(format: Parameters<typeof styleText>[0], text: string): string {
    return styleText(format, text, { stream: this.#stream });
  }

  #clearProgress(): void {
    if (this.#hasProgress) this.#stream.write('\r\x1b[2K');
    this.#hasProgress = false;
  }
}

/** `████████░░░░░░░░ 51 %` */
export function progressBar(done: number, total: number): string {
  const share = total > 0 ? Math.min(1, done / total) : 0;
  const cells = 24;
  const full = Math.round(share * cells);
  return `${'█'.repeat(full)}${'░'.repeat(cells - full)} ${Math.floor(share * 100)} %`;
}
