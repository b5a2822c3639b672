import type { Labels } from '@metrics-ai/prometheus-client';

const MAX_VALUE_LENGTH = 80;
const MAX_NAME_LENGTH = 200;

/**
 * Names for series by what tells them apart, such as `job="api", instance="a:1"`: the labels that differ among them, of a single
 * one all. Empty for a series without labels. One line, and bounded, whatever the labels are.
 */
export function nameSeries(series: readonly { readonly labels: Labels }[]): string[] {
  const names = [...new Set(series.flatMap(({ labels }) => Object.keys(labels)))].sort();
  const [first] = series;
  const telling =
    series.length === 1
      ? names.filter((name) => name !== '__name__')
      : names.filter((name) => series.some(({ labels }) => labels[name] !== first.labels[name]));
  return series.map(({ labels }) => {
    const own = telling.filter((name) => labels[name] !== undefined);
    // Among others that have them, that it does not is its name.
    if (own.length === 0)
      return telling.length === 0 ? '' : shorten(`no ${telling.join(', ')}`, MAX_NAME_LENGTH);
    return shorten(own.map((name) => `${name}=${quote(labels[name])}`).join(', '), MAX_NAME_LENGTH);
  });
}

function quote(value: string): string {
  const line = value.replaceAll(/[\p{C}\s]+/gu, ' ').trim();
  return `"${shorten(line, MAX_VALUE_LENGTH).replaceAll('"', '\\"')}"`;
}

function shorten(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}
