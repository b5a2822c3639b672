export { findRedis, startRedis } from './redis-server.ts';
export type { RedisServer, RedisServerOptions } from './redis-server.ts';
