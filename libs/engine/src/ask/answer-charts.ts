import { MAX_LINES } from '@metrics-ai/charts';
import { characterizeHere } from '../characterizer/characterize-here.ts';
import type { Characterizer } from '../characterizer/characterizer.ts';
import type { Chart } from '../charts/charts.ts';
import type { ChartLook } from '../charts/draw-picture.ts';
import { NothingToDrawError } from '../charts/nothing-to-draw-error.ts';
import type { AskRequest } from './ask-answer.ts';
import { rangeOf } from './asked-time.ts';
import { nameSeries } from './name-series.ts';
import { orderOf } from './read-expression.ts';
import { runChoice, type QuestionedPrometheus } from './run-choice.ts';

/** What is drawn of an answer: an expression over a time. */
export interface AnswerChartRequest {
  readonly promql: string;
  /** What stands above it; left out: the expression. */
  readonly title?: string;
  readonly unit?: string;
  /** A value that its series are held against. */
  readonly limit?: number;
  readonly range: NonNullable<AskRequest['range']>;
}

export interface AnswerChartsParts {
  readonly prometheus: QuestionedPrometheus;
  /** Left out: everything is drawn on the thread that calls. */
  readonly characterizer?: Characterizer;
  readonly nowMs: () => number;
}

/** Pictures of what questions are answered with: the series of an expression, as they are. */
export class AnswerCharts {
  private readonly parts: AnswerChartsParts & Required<Pick<AnswerChartsParts, 'characterizer'>>;

  constructor(parts: AnswerChartsParts) {
    this.parts = { ...parts, characterizer: parts.characterizer ?? characterizeHere() };
  }

  /**
   * The series of an expression, of many the highest. Rejects with InvalidRequestError, with NothingToDrawError where there are none,
   * PrometheusError, or the reason of the signal.
   */
  async draw(
    { promql, title, unit = '', limit, range: asked }: AnswerChartRequest,
    look: ChartLook,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): Promise<Chart> {
    const { prometheus, characterizer, nowMs } = this.parts;
    const range = rangeOf(asked, nowMs());
    const { result } = await runChoice(prometheus, promql, { range }, { limit: MAX_LINES, signal });
    const { series, seriesTotal } = result;
    if (result.kind !== 'range' || seriesTotal === 0) {
      throw new NothingToDrawError('the expression gives no series in this time');
    }
    const names = nameSeries(series);
    const bytes = await characterizer.drawLines(
      {
        title: title ?? promql,
        subtitle: subtitleOf(
          {
            promql,
            isTitled: title !== undefined && title !== promql,
            shown: series.length,
            total: seriesTotal,
          },
          names,
        ),
        unit,
        limit,
        lines: result.series.map(({ timestamps, values }, i) => ({ label: names[i], timestamps, values })),
        fromMs: range.startMs,
        toMs: range.endMs,
        look,
      },
      { signal },
    );
    return { bytes, metric: title ?? promql, fromMs: range.startMs };
  }
}

/** Which series there are, where no legend says so, or how many are left out; else the expression. */
function subtitleOf(
  { promql, isTitled, shown, total }: { promql: string; isTitled: boolean; shown: number; total: number },
  [first]: readonly string[],
): string {
  if (total > shown)
    return `the ${shown} of ${total} series that end ${orderOf(promql).isLowestFirst ? 'lowest' : 'highest'}`;
  if (total === 1 && first !== '') return first;
  return isTitled ? promql : '';
}
