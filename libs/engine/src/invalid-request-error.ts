/** A request that cannot be carried out as it stands: `field` says which part of it, the message what would be right. */
export class InvalidRequestError extends RangeError {
  override readonly name = 'InvalidRequestError';
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}
