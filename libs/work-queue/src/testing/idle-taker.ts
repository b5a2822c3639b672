import { openRedisQueue } from '../redis-queue.ts';

// A process that takes turns and does nothing with them: `ready` when it is connected, taking once it gets a message.
const queue = await openRedisQueue({ url: process.argv[2] });
process.once('SIGTERM', () => void queue.close());
process.once('message', () => {
  queue.process(() => Promise.resolve(), { concurrency: 20 });
  process.disconnect();
});
process.send?.('ready');
