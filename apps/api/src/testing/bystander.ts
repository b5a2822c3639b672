import { findFreePort, startProgram, type Program } from '@metrics-ai/prometheus-client/testing';

/** A process that has nothing to do but answer: how long it takes is what the machine makes everyone wait. */
export async function startBystander(): Promise<Program & { readonly url: string }> {
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const server = `require('node:http').createServer((_, response) => response.end()).listen(${port}, '127.0.0.1')`;
  const program = await startProgram({
    name: 'The bystander',
    command: process.execPath,
    args: ['-e', server],
    readyUrl: url,
  });
  return { ...program, url };
}
