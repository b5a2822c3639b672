import { describe, expect, it } from '@jest/globals';
import type { Program } from '@metrics-ai/prometheus-client/testing';

import { Supervisor } from './supervisor.ts';

function program(): { program: Program; end: (how: string) => void; stops: () => number } {
  const { promise: ended, resolve: end } = Promise.withResolvers<string>();
  let stops = 0;
  const stop = () => {
    stops++;
    end('signal SIGTERM');
    return Promise.resolve();
  };
  return { program: { pid: 1, ended, logTail: () => 'out of memory', stop }, end, stops: () => stops };
}

describe('the supervisor', () => {
  it('stops everything, what was started last first, and each once', async () => {
    const supervisor = new Supervisor(new AbortController().signal);
    const stopped: string[] = [];
    supervisor.add(() => Promise.resolve(stopped.push('folder')));
    supervisor.add(() => Promise.resolve(stopped.push('server')));
    await supervisor.stopAll();
    await supervisor.stopAll();
    expect(stopped).toEqual(['server', 'folder']);
  });

  it('says which program ended by itself, and the end of its log', async () => {
    const supervisor = new Supervisor(new AbortController().signal);
    const watched = program();
    supervisor.watch('Prometheus', watched.program);
    watched.end('signal SIGKILL');
    await new Promise(setImmediate);
    expect(supervisor.signal.reason).toEqual(
      new Error('Prometheus ended by itself (signal SIGKILL). The end of its log:\nout of memory'),
    );
  });

  it('takes an end that it caused itself, or that comes with an interrupt, for what it is', async () => {
    const stopping = new Supervisor(new AbortController().signal);
    const stopped = program();
    stopping.watch('Prometheus', stopped.program);
    await stopping.stopAll();
    expect(stopped.stops()).toBe(1);
    expect(stopping.signal.aborted).toBe(false);

    const interrupt = new AbortController();
    const interrupted = new Supervisor(interrupt.signal);
    const ended = program();
    interrupted.watch('Prometheus', ended.program);
    interrupt.abort('interrupted');
    ended.end('signal SIGINT');
    await new Promise(setImmediate);
    expect(interrupted.signal.reason).toBe('interrupted');
  });
});
