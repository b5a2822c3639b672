import type { ZoneOffset } from '@metrics-ai/timeseries';
import { plainText } from './escape-xml.ts';
import { shorten, wrap } from './fit-text.ts';
import { measureText } from './measure-text.ts';
import type { Coordinate } from './pixel-columns.ts';
import type { SeriesChartInput } from './series-chart-input.ts';
import { formatDays, timeTicks, type TimeTick } from './time-ticks.ts';
import { valueDomain, valueTicks, type Domain, type ValueTicks } from './value-axis.ts';

/** Where Inter is not installed, viewers of the SVG take what is about as wide. */
export const FONT_FAMILY = "Inter, 'Helvetica Neue', Helvetica, Arial, sans-serif";

/** Large enough to be read when a chat window shows half of the width. */
export const FONT_SIZE = {
  title: 20,
  wrappedTitle: 17,
  subtitle: 15,
  tick: 15,
  label: 16,
  footer: 14,
} as const;

export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface Title {
  readonly lines: readonly string[];
  readonly fontSize: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly title: Title;
  readonly subtitle: string;
  readonly pane: Box;
  readonly scorePane?: Box;
  readonly domain: Domain;
  readonly valueTicks: ValueTicks;
  readonly timeTicks: readonly TimeTick[];
  readonly xOf: Coordinate;
  /** What happens within so many pixels is drawn as its extremes. */
  readonly columnWidth: number;
  /** Where the labels of anomalies may begin: right of the caption of the value axis. */
  readonly labelsLeft: number;
  /** The days that are shown, and the zone that the times are written in. */
  readonly days: string;
}

/** Left of title, ticks and footer; also what stays free at the right. */
export const MARGIN = 20;
/** Between a tick's label and the pane. */
export const TICK_GAP = 8;
/** A viewer's own font may be this much wider than the one that texts were measured in. */
export const FONT_RESERVE = 1.06;
const TITLE_TOP = 12;
const LINE_HEIGHT = 1.3;
const STRIP_HEIGHT = 28;
const TIME_LABELS_HEIGHT = 28;
export const FOOTER_HEIGHT = 34;
const SCORE_SHARE = 0.16;
const SCORE_GAP = 20;
const VALUE_TICK_DISTANCE = 27;
const MAX_VALUE_TICKS = 7;
const TIME_LABEL_GAP = 26;
const MAX_TIME_TICKS = 14;
/** What keeps the size of the document in bounds. */
const MAX_COLUMNS = 720;
/** On either side of a single moment. */
const SINGLE_MOMENT_MS = 30 * 60_000;

const NO_TICKS: ValueTicks = { ticks: [], caption: '' };

/** Decides where everything goes. `legendHeight` stays free between the times and the footer. */
export function layOut(input: SeriesChartInput, offsetAt: ZoneOffset, legendHeight = 0): Layout {
  const { timestamps, values, band, unit, width = 800, height = 400, timeZone = 'UTC' } = input;
  const textWidth = (width - 2 * MARGIN) / FONT_RESERVE;
  const title = fitTitle(input.title, textWidth);
  const subtitle = shorten(plainText(input.subtitle ?? ''), textWidth, FONT_SIZE.subtitle);
  const known = valueDomain(values, band === undefined ? [] : [band.expected, band.lower, band.upper], unit);
  const domain = known ?? { low: 0, high: 1 };

  const headerBottom = subtitleBaseline(title) + (subtitle === '' ? 6 - FONT_SIZE.subtitle : 6);
  const axisBottom = height - FOOTER_HEIGHT - legendHeight - TIME_LABELS_HEIGHT;
  const scoreHeight = input.score === undefined ? 0 : Math.round(SCORE_SHARE * height);
  const bottom = axisBottom - (scoreHeight === 0 ? 0 : scoreHeight + SCORE_GAP);
  const roomForTicks = Math.floor((bottom - headerBottom - STRIP_HEIGHT) / VALUE_TICK_DISTANCE);
  const tickCount = Math.max(2, Math.min(MAX_VALUE_TICKS, roomForTicks));
  const ticks = known === undefined ? NO_TICKS : valueTicks(known, unit, tickCount, offsetAt);
  const strip = (input.anomalies?.length ?? 0) > 0 || ticks.caption !== '';
  const top = Math.round(headerBottom + (strip ? STRIP_HEIGHT : STRIP_HEIGHT / 2));
  const labels = [...ticks.ticks.map(({ label }) => label), ...(scoreHeight > 0 ? ['score 1'] : [])];
  const gutter = Math.max(24, ...labels.map((label) => measureText(label, FONT_SIZE.tick)));
  const left = Math.ceil(MARGIN + gutter + TICK_GAP);
  const right = width - MARGIN;

  const [fromMs, toMs] = timeRange(timestamps);
  const xOf: Coordinate = (ms) => left + ((ms - fromMs) / (toMs - fromMs)) * (right - left);
  return {
    width,
    height,
    title,
    subtitle,
    pane: { left, right, top, bottom },
    scorePane:
      scoreHeight === 0 ? undefined : { left, right, top: axisBottom - scoreHeight, bottom: axisBottom },
    domain,
    valueTicks: ticks,
    timeTicks: Number.isNaN(fromMs)
      ? []
      : timeTicks(fromMs, toMs, offsetAt, MAX_TIME_TICKS, (candidates) => standApart(candidates, xOf)),
    xOf,
    columnWidth: Math.max(1, (right - left) / MAX_COLUMNS),
    labelsLeft:
      ticks.caption === '' ? left : Math.max(left, MARGIN + measureText(ticks.caption, FONT_SIZE.tick) + 16),
    days: Number.isNaN(fromMs)
      ? ''
      : `${formatDays(timestamps[0], timestamps[timestamps.length - 1], offsetAt)} · ${plainText(timeZone)}`,
  };
}

/** Baselines of the lines of the title. */
export function titleBaselines({ lines, fontSize }: Title): number[] {
  return lines.map((_, i) => TITLE_TOP + fontSize * (1 + LINE_HEIGHT * i));
}

export function subtitleBaseline({ lines, fontSize }: Title): number {
  return TITLE_TOP + fontSize * LINE_HEIGHT * lines.length + FONT_SIZE.subtitle;
}

function fitTitle(text: string, width: number): Title {
  const title = plainText(text);
  if (title === shorten(title, width, FONT_SIZE.title, 'semibold')) {
    return { lines: [title], fontSize: FONT_SIZE.title };
  }
  return { lines: wrap(title, width, FONT_SIZE.wrappedTitle, 'semibold'), fontSize: FONT_SIZE.wrappedTitle };
}

/** NaN for no samples at all. */
function timeRange(timestamps: Float64Array): [number, number] {
  if (timestamps.length === 0) return [NaN, NaN];
  const [first, last] = [timestamps[0], timestamps[timestamps.length - 1]];
  return last > first ? [first, last] : [first - SINGLE_MOMENT_MS, first + SINGLE_MOMENT_MS];
}

function standApart(ticks: readonly TimeTick[], xOf: Coordinate): boolean {
  return ticks.every((tick, i) => {
    if (i === 0) return true;
    const halves =
      (measureText(tick.label, FONT_SIZE.tick) + measureText(ticks[i - 1].label, FONT_SIZE.tick)) / 2;
    return xOf(tick.ms) - xOf(ticks[i - 1].ms) >= halves + TIME_LABEL_GAP;
  });
}
