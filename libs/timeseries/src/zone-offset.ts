/** Milliseconds to add to a time since the epoch for what the clocks of a zone show. */
export type ZoneOffset = (timestampMs: number) => number;

/**
 * @param timeZone an IANA name, such as `Europe/Berlin`
 * @throws RangeError when the name is not known
 */
export function zoneOffset(timeZone: string): ZoneOffset {
  const format = offsetFormat(timeZone);
  return (timestampMs) => {
    const name = format.formatToParts(timestampMs).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const [, sign, hours, minutes, seconds = '0'] = /([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(name) ?? [];
    if (sign === undefined) return 0;
    const offsetMs = (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * 1_000;
    return sign === '-' ? -offsetMs : offsetMs;
  };
}

function offsetFormat(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  } catch (cause) {
    const message = `timeZone must be an IANA name such as Europe/Berlin, not ${JSON.stringify(timeZone)}`;
    throw new RangeError(message, { cause });
  }
}
