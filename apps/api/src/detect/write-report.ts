import type { DetectReport } from '@metrics-ai/engine';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { z } from 'zod';
import { presentAnomaly } from '../wire/present-anomaly.ts';
import type { detectResponse } from '../wire/detect.ts';

type Answer = z.output<typeof detectResponse>;

const COLUMNS = ['score', 'onset', 'expected', 'lower', 'upper'] as const satisfies (keyof Answer)[];

/** Numbers made into text at once: about 3 ms. */
const PIECE = 10_000;

/**
 * The answer as JSON in pieces: all columns of 100,000 samples at once would keep the event loop for more than a tenth of a
 * second. NaN is null.
 */
export async function* writeReport(report: DetectReport): AsyncGenerator<string, undefined> {
  const { detector, judged, warnings } = report;
  const head: Omit<Answer, (typeof COLUMNS)[number]> = {
    detector,
    judged,
    anomalies: report.anomalies.map(presentAnomaly),
    warnings: [...warnings],
  };
  yield JSON.stringify(head).slice(0, -1);
  for (const name of COLUMNS) {
    const column = report[name];
    for (let from = 0; from < column.length; from += PIECE) {
      const numbers = JSON.stringify(Array.from(column.subarray(from, from + PIECE))).slice(1, -1);
      yield from === 0 ? `,"${name}":[${numbers}` : `,${numbers}`;
      await nextTurn();
    }
    yield ']';
  }
  yield '}';
}
