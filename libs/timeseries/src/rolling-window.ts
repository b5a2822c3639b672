/** @throws RangeError when windowPoints is not a positive integer. */
export function checkWindow(windowPoints: number): void {
  if (!(Number.isInteger(windowPoints) && windowPoints > 0)) {
    throw new RangeError(`windowPoints must be a positive integer, not ${windowPoints}`);
  }
}
