/** A request that cannot be carried out as it stands: `field` says which part of it, the message what would be right. */
export class InvalidRequestError extends RangeError {
  override readonly name = 'InvalidRequestError';
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}

/** What a store refuses of a filter is a request's `filters`: the names of the store's arguments say nothing to who wrote it. */
export function refusedFilter(error: unknown): unknown {
  if (!(error instanceof RangeError) || error instanceof InvalidRequestError) return error;
  return new InvalidRequestError('filters', error.message.replace(/^filter(?:\.matchers\[\d+\])?[.:] ?/, ''));
}
