export type ThemeName = 'light' | 'dark';

/**
 * Colours of a chart. Blue against vermilion can be told apart with any common colour blindness (after Okabe & Ito,
 * "Color universal design", 2008), and no meaning hangs on colour alone: an anomaly has a shade, a dot and a name as well.
 */
export interface Theme {
  readonly background: string;
  readonly text: string;
  /** Of ticks, subtitle and legend; at least 4.5 : 1 on the background. */
  readonly mutedText: string;
  readonly grid: string;
  readonly line: string;
  readonly expected: string;
  readonly band: string;
  readonly anomaly: string;
  readonly score: string;
  /** Of several series in one pane; a second round of them is dashed. */
  readonly lines: readonly [string, string, string, string];
}

export const THEMES: Readonly<Record<ThemeName, Theme>> = {
  light: {
    background: '#ffffff',
    text: '#1b2733',
    mutedText: '#52616f',
    grid: '#e3e8ed',
    line: '#0b5fae',
    expected: '#7fa9d2',
    band: '#d6e6f6',
    anomaly: '#c23b00',
    score: '#c5cdd6',
    lines: ['#0b5fae', '#c23b00', '#007a5c', '#a3407c'],
  },
  dark: {
    background: '#15191e',
    text: '#eef2f5',
    mutedText: '#a9b5c0',
    grid: '#2d343c',
    line: '#6cb4f5',
    expected: '#4d7da8',
    band: '#213a52',
    anomaly: '#ff8a4c',
    score: '#48525c',
    lines: ['#6cb4f5', '#ff8a4c', '#3ccf9f', '#ea97c5'],
  },
};
