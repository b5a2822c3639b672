/** Whether writing an answer failed because the client has gone. Not by instanceof: errors of streams may be of another realm. */
export const isGone = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  error.code === 'ERR_STREAM_PREMATURE_CLOSE';
