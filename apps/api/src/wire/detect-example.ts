const HOUR_SECONDS = 3_600;
const FROM_SECONDS = Date.UTC(2026, 0, 27) / 1_000;

/** Four days of a shop at one hour, with an evening on which nobody could order: the first three are only learnt from. */
export function detectExample(): {
  name: string;
  judge_from: string;
  timestamps: number[];
  values: number[];
} {
  const hours = Array.from({ length: 96 }, (_, hour) => hour);
  return {
    name: 'Orders',
    judge_from: '2026-01-30T00:00:00Z',
    timestamps: hours.map((hour) => FROM_SECONDS + hour * HOUR_SECONDS),
    values: hours.map((hour) => {
      const daily = 40 - 25 * Math.cos((2 * Math.PI * hour) / 24);
      return hour >= 90 && hour < 93 ? 2 : Math.round(daily + 3 * Math.sin(hour * hour));
    }),
  };
}
