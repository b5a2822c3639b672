import type { Program } from '@metrics-ai/prometheus-client/testing';

/** Keeps what was started, notices what ends by itself, and stops the rest. */
export class Supervisor {
  /** Aborted when the user interrupts, or when a watched program ends; the reason says which. */
  readonly signal: AbortSignal;
  readonly #failure = new AbortController();
  readonly #stops: (() => Promise<unknown>)[] = [];
  #stopping = false;

  constructor(interrupt: AbortSignal) {
    this.signal = AbortSignal.any([interrupt, this.#failure.signal]);
    this.signal.addEventListener('abort', () => (this.#stopping = true));
  }

  /** `stop` is called at the end; what was added last is stopped first. */
  add(stop: () => Promise<unknown>): void {
    this.#stops.unshift(stop);
  }

  /** Stops the program at the end, and everything if it ends before. */
  watch<T extends Program>(name: string, program: T): T {
    this.add(() => program.stop());
    void program.ended.then((how) => {
      if (this.#stopping) return;
      this.#failure.abort(
        new Error(`${name} ended by itself (${how}). The end of its log:\n${program.logTail()}`),
      );
    });
    return program;
  }

  async stopAll(): Promise<void> {
    this.#stopping = true;
    for (const stop of this.#stops.splice(0)) await stop();
  }
}
