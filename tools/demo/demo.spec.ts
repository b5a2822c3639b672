import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { describe, expect, it } from '@jest/globals';

import { runDemo } from './demo.ts';
import { Terminal } from './terminal.ts';

const terminal = new Terminal();

describe('the demo', () => {
  it('says which port is taken, before it starts anything', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    try {
      const run = runDemo({ once: true, help: false, port }, terminal, new AbortController().signal);
      await expect(run).rejects.toThrow(
        `Port ${port} is taken: end what listens there, or choose another one by --port`,
      );
    } finally {
      server.close();
    }
  });
});
