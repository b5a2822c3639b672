/** What is wrong with a file that was given to be measured on. */
export class DataError extends Error {
  override readonly name = 'DataError';
}
