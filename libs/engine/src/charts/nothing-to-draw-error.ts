/** What is to be drawn is not there: no series, or no samples of it any more. */
export class NothingToDrawError extends Error {
  override readonly name = 'NothingToDrawError';
}
