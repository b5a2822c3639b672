import { PassThrough } from 'node:stream';

import { describe, expect, it } from '@jest/globals';

import { progressBar, Terminal } from './terminal.ts';

function record(isTTY: boolean): { terminal: Terminal; written: () => string } {
  const stream = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY, columns: 40 });
  return { terminal: new Terminal(stream), written: () => String(stream.read() ?? '') };
}

describe('the terminal', () => {
  it('writes plain lines and no progress where nobody watches', async () => {
    const { terminal, written } = record(false);
    const step = (progress: (text: string) => void) => {
      progress('half');
      return Promise.resolve(3);
    };
    expect(await terminal.step('Counting', step, (count) => `Counted to ${count}`)).toBe(3);
    terminal.heading('Found');
    expect(written()).toMatch(/^✓ Counted to 3 \(0\.\d s\)\n\nFound\n$/);
  });

  it('rewrites its progress on a terminal, in one line', () => {
    const { terminal, written } = record(true);
    terminal.progress('one'.repeat(30));
    terminal.progress('two');
    terminal.line('done');
    const [first, second, third] = written().split('\r\x1b[2K');
    expect(first).toContain('one'.repeat(13));
    expect(first).not.toContain('one'.repeat(14));
    expect(second).toContain('two');
    expect(third).toBe('done\n');
  });

  it('lets a step fail', async () => {
    const { terminal } = record(false);
    const step = terminal.step('Failing', () => Promise.reject(new Error('no')), String);
    await expect(step).rejects.toThrow('no');
  });
});

describe('the progress bar', () => {
  it.each([
    [0, 0, '░'.repeat(24) + ' 0 %'],
    [1, 2, '█'.repeat(12) + '░'.repeat(12) + ' 50 %'],
    [3, 2, '█'.repeat(24) + ' 100 %'],
  ])('of %d in %d', (done, total, expected) => expect(progressBar(done, total)).toBe(expected));
});
