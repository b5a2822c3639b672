/**
 * Lets at most `count` tasks run at once; the others wait their turn, first come, first served. A task whose signal is
 * aborted waits no longer: it runs at once, beyond the count, and finds out by itself.
 */
export function slots(
  count: number,
): <Result>(task: () => Promise<Result>, signal: AbortSignal) => Promise<Result> {
  let running = 0;
  const waiting = new Set<() => void>();

  async function turn(signal: AbortSignal): Promise<void> {
    if (running >= count && !signal.aborted) {
      await new Promise<void>((resolve) => {
        waiting.add(resolve);
        signal.addEventListener('abort', () => waiting.delete(resolve) && start(resolve), { once: true });
      });
    } else running++;
  }

  function start(resolve: () => void): void {
    running++;
    resolve();
  }

  return async (task, signal) => {
    await turn(signal);
    try {
      return await task();
    } finally {
      running--;
      const [next] = waiting;
      if (next && running < count) {
        waiting.delete(next);
        start(next);
      }
    }
  };
}
