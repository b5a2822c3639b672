import { describe, expect, it } from '@jest/globals';
import { shorten, wrap } from './fit-text.ts';
import { measureText } from './measure-text.ts';

describe('shorten', () => {
  it('leaves what fits as it is', () => {
    expect(shorten('up{job="api"}', 200, 14)).toBe('up{job="api"}');
    expect(shorten('', 0, 14)).toBe('');
  });

  it('takes out the middle, and as little as it must', () => {
    const text = 'http_request_duration_seconds{job="api",instance="web-1:9100"}';
    for (let width = 20; width < 400; width += 7) {
      const short = shorten(text, width, 14);
      expect(measureText(short, 14)).toBeLessThanOrEqual(width);
      const [head, tail] = short.split('…');
      expect(text.startsWith(head) && text.endsWith(tail)).toBe(true);
      expect(head.length - tail.length === 0 || head.length - tail.length === 1).toBe(true);
      expect(measureText(short, 14)).toBeGreaterThan(width - 2 * 14);
    }
  });

  it('cuts no character in two', () => {
    const short = shorten('😀'.repeat(400), 200, 14);
    expect(short).toMatch(/^(😀)+…(😀)+$/u);
  });

  it('is quick for texts of any length', () => {
    expect(shorten('x'.repeat(10_000_000), 100, 14)).toMatch(/^x+…x+$/);
  });
});

describe('wrap', () => {
  it('parts a label set where a reader would', () => {
    const text = 'http_request_duration_seconds{job="api",instance="web-1:9100",method="GET"}';
    expect(wrap(text, 420, 17)).toEqual([
      'http_request_duration_seconds{job="api",',
      'instance="web-1:9100",method="GET"}',
    ]);
  });

  it('parts a long name at an underscore, and shortens one that has nowhere to be parted', () => {
    expect(wrap('a_very_long_metric_name_of_a_subsystem', 200, 17)).toEqual([
      'a_very_long_metric_',
      'name_of_a_subsystem',
    ]);
    expect(wrap('x'.repeat(100), 200, 17)).toEqual([expect.stringMatching(/^x+…x+$/)]);
  });
});
