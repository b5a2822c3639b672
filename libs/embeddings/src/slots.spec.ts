import { setMaxListeners } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { slots } from './slots.ts';

describe('slots', () => {
  it('runs at most as many tasks at once as it has, in the order they came', async () => {
    const slot = slots(3);
    const { signal } = new AbortController();
    setMaxListeners(0, signal);
    const order: number[] = [];
    let running = 0;
    let most = 0;
    const task = (i: number) => async (): Promise<number> => {
      order.push(i);
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, i % 4));
      running--;
      return i;
    };
    const all = Array.from({ length: 40 }, (_, i) => slot(task(i), signal));
    expect(await Promise.all(all)).toEqual(Array.from({ length: 40 }, (_, i) => i));
    expect(order).toEqual(Array.from({ length: 40 }, (_, i) => i));
    expect(most).toBe(3);
  });

  it('gives its place back when a task fails', async () => {
    const slot = slots(1);
    const { signal } = new AbortController();
    await expect(slot(() => Promise.reject(new Error('no')), signal)).rejects.toThrow('no');
    expect(await slot(() => Promise.resolve(1), signal)).toBe(1);
  });

  it('lets an aborted task out of the queue at once, and does not lose its place', async () => {
    const slot = slots(1);
    const controller = new AbortController();
    const live = new AbortController().signal;
    let finish: (() => void) | undefined;
    const blocking = slot(() => new Promise<void>((resolve) => (finish = resolve)), live);
    const aborted = slot(() => Promise.resolve('out'), controller.signal);
    const patient = slot(() => Promise.resolve('in turn'), live);
    controller.abort();
    expect(await aborted).toBe('out');
    finish?.();
    await blocking;
    expect(await patient).toBe('in turn');
    expect(await slot(() => Promise.resolve('free'), live)).toBe('free');
  });
});
