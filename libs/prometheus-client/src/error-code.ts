import { isNativeError } from 'node:util/types';

/** Node's code of a failure, such as `ECONNREFUSED`, or `unknown error`. */
export function errorCode(error: unknown): string {
  return isNativeError(error) && 'code' in error ? String(error.code) : 'unknown error';
}
