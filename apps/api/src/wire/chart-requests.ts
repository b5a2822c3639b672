import { CHART_SIZES, type ThemeName } from '@metrics-ai/charts';
import { timeZone } from '@metrics-ai/nest';
import { z } from 'zod';
import { inQuery } from './fields.ts';

const THEMES = ['light', 'dark'] as const satisfies readonly ThemeName[];

const side = ([least, most]: readonly [number, number], usual: number) =>
  inQuery(z.int().min(least).max(most))
    .optional()
    .meta({ description: `Pixels; ${usual} by default.`, examples: [usual] });

/** How a picture is to look. */
export const look = {
  width: side(CHART_SIZES.width, 800),
  height: side(CHART_SIZES.height, 400),
  theme: z
    .enum(THEMES)
    .optional()
    .meta({ description: 'Light by default.', examples: ['light'] }),
  time_zone: timeZone.optional().meta({
    description: 'IANA name of the zone that times are written in; UTC by default.',
    examples: ['Europe/Berlin'],
  }),
};

export const chartRequest = z.strictObject(look);

export const analysisChartRequest = z.strictObject({
  ...look,
  series: inQuery(z.int().min(0))
    .optional()
    .meta({
      description:
        'Which of the series that POST /metrics/analyze answers, 0 the first; by default the one with the highest score of an anomaly.',
      examples: [0],
    }),
});

export type ChartQuery = z.output<typeof chartRequest>;
export type AnalysisChartQuery = z.output<typeof analysisChartRequest>;
