import { describe, expect, it } from '@jest/globals';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Jobs, TooManyJobsError } from './jobs.ts';

function newJobs(
  options: { concurrency?: number; maxQueued?: number; maxFinished?: number } = {},
): Jobs<string> {
  let id = 0;
  let nowMs = 0;
  return new Jobs<string>({
    concurrency: 1,
    maxQueued: 10,
    maxFinished: 10,
    nowMs: () => (nowMs += 1),
    newId: () => `job-${(id += 1)}`,
    ...options,
  });
}

/** Work that ends when it is told to. */
function controlled(): {
  work: () => Promise<string>;
  succeed: (result: string) => void;
  fail: (error: Error) => void;
} {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  return { work: () => promise, succeed: resolve, fail: reject };
}

describe('Jobs', () => {
  it('runs a job and keeps its result', async () => {
    const jobs = newJobs();
    const task = controlled();
    const { id } = jobs.start('a', task.work);
    expect(jobs.get('a', id)?.state).toBe('running');
    task.succeed('done');
    await nextTurn();
    expect(jobs.get('a', id)).toMatchObject({ state: 'succeeded', result: 'done' });
  });

  it('keeps the error of a job that failed', async () => {
    const jobs = newJobs();
    const { id } = jobs.start('a', () => Promise.reject(new Error('no such host')));
    await nextTurn();
    expect(jobs.get('a', id)).toMatchObject({ state: 'failed', error: new Error('no such host') });
  });

  it('goes on with the next job when one throws at once', async () => {
    const jobs = newJobs();
    jobs.start('a', () => {
      throw new Error('at once');
    });
    const { id } = jobs.start('a', () => Promise.resolve('next'));
    await nextTurn();
    expect(jobs.get('a', id)?.state).toBe('succeeded');
  });

  it('lets later jobs wait for their turn', async () => {
    const jobs = newJobs();
    const first = controlled();
    const second = controlled();
    jobs.start('a', first.work);
    const { id } = jobs.start('b', second.work);
    expect(jobs.get('b', id)?.state).toBe('queued');
    first.succeed('1');
    await nextTurn();
    expect(jobs.get('b', id)?.state).toBe('running');
    second.succeed('2');
    await nextTurn();
    expect(jobs.get('b', id)?.state).toBe('succeeded');
  });

  it('reports progress while a job runs', () => {
    const jobs = newJobs();
    const { id } = jobs.start('a', ({ onProgress }) => {
      onProgress({ seriesDone: 3, seriesTotal: 7 });
      return new Promise(() => undefined);
    });
    expect(jobs.get('a', id)?.progress).toEqual({ seriesDone: 3, seriesTotal: 7 });
  });

  it('stops a running job through its signal and never calls it failed', async () => {
    const jobs = newJobs();
    const { id } = jobs.start(
      'a',
      ({ signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(new Error('aborted')));
        }),
    );
    expect(jobs.stop('a', id)?.state).toBe('stopped');
    await nextTurn();
    expect(jobs.get('a', id)?.state).toBe('stopped');
  });

  it('never runs a job that was stopped while it waited', async () => {
    const jobs = newJobs();
    const first = controlled();
    let ran = false;
    jobs.start('a', first.work);
    const { id } = jobs.start('a', () => {
      ran = true;
      return Promise.resolve('');
    });
    jobs.stop('a', id);
    first.succeed('');
    await nextTurn();
    expect(ran).toBe(false);
  });

  it('shows no tenant the jobs of another', () => {
    const jobs = newJobs();
    const { id } = jobs.start('a', () => new Promise(() => undefined));
    expect(jobs.get('b', id)).toBeUndefined();
    expect(jobs.stop('b', id)).toBeUndefined();
    expect(jobs.list('b')).toEqual([]);
    expect(jobs.get('a', id)?.state).toBe('running');
  });

  it('refuses more waiting jobs than allowed', () => {
    const jobs = newJobs({ maxQueued: 1 });
    const forever = () => new Promise<string>(() => undefined);
    jobs.start('a', forever);
    jobs.start('a', forever);
    expect(() => jobs.start('a', forever)).toThrow(TooManyJobsError);
    expect(jobs.start('b', forever).state).toBe('queued');
  });

  it('forgets the oldest finished jobs', async () => {
    const jobs = newJobs({ maxFinished: 2 });
    for (let i = 0; i < 5; i++) {
      jobs.start('a', () => Promise.resolve(''));
      await nextTurn();
    }
    expect(jobs.list('a').map(({ id }) => id)).toEqual(['job-5', 'job-4', 'job-3']);
  });

  it('stops everything when it closes', async () => {
    const jobs = newJobs();
    const { id } = jobs.start(
      'a',
      ({ signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve('late'))),
    );
    await jobs.close();
    expect(jobs.get('a', id)?.state).toBe('stopped');
  });
});
