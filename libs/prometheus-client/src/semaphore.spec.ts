import { describe, expect, it } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';
import { Semaphore } from './semaphore.ts';

describe('Semaphore', () => {
  it('lets no more tasks run at once than allowed, in order of arrival', async () => {
    const semaphore = new Semaphore(3);
    const started: number[] = [];
    let running = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        semaphore.run(async () => {
          started.push(i);
          most = Math.max(most, ++running);
          await turn();
          running--;
        }),
      ),
    );
    expect(most).toBe(3);
    expect(started).toEqual([...started].sort((a, b) => a - b));
  });

  it('gives a place back after a failure', async () => {
    const semaphore = new Semaphore(1);
    await expect(semaphore.run(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await expect(semaphore.run(() => Promise.resolve('fine'))).resolves.toBe('fine');
  });

  it('lets a waiting task leave by its signal, and keeps the places right', async () => {
    const semaphore = new Semaphore(1);
    const controller = new AbortController();
    let finish = (): void => undefined;
    const first = semaphore.run(() => new Promise<void>((resolve) => (finish = resolve)));
    const second = semaphore.run(() => Promise.resolve('never'), controller.signal);
    const third = semaphore.run(() => Promise.resolve('third'));
    controller.abort();
    await expect(second).rejects.toThrow();
    finish();
    await first;
    await expect(third).resolves.toBe('third');
    await expect(semaphore.run(() => Promise.resolve('fourth'))).resolves.toBe('fourth');
  });
});
