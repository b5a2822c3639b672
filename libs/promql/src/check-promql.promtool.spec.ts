import { describe, expect, it } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkPromql } from './check-promql.ts';
import { RandomPromql } from './testing/random-promql.ts';

const version = promtoolVersion();
const isOld = version !== undefined && Number.parseInt(version) < 3;

/** What Prometheus 2 refuses and today's takes: durations as numbers and the other way round, signs before offsets, names in quotes. */
const NEWER = [
  /(^|[^\w:"'`])\d+[smhdwy]\b(?![^[]*\])/,
  /offset\s*(\(|[-+]\s*[-+]|\+|[\d.]+(?![\d.]*[smhdwy]))/,
  /[(,{]\s*("[^"]*"|'[^']*'|`[^`]*`)\s*([,)}]|[=!]=?~?)/,
  /\[\s*[\d.(]+\s*[\])]/,
  /\[[^\]]*\(/,
];
/** The grammar does not know a metric called `offset`. */
const isOffsetMetric = (text: string): boolean => /(^|[-+*/%^(,]|\b(and|or|unless))\s*offset\b/i.test(text);
const isComparable = (text: string): boolean =>
  !isOffsetMetric(text) && !(isOld && NEWER.some((newer) => newer.test(text)));

const SEEDS = [1, 2];
const EXPRESSIONS_PER_SEED = 1_000;

(version === undefined ? describe.skip : describe)(
  `checkPromql beside promtool ${version ?? '(skipped: it is not installed)'}`,
  () => {
    it.each(SEEDS)(
      'takes what it takes, and refuses what it refuses: random expressions of seed %i',
      (seed) => {
        const random = new RandomPromql(seed);
        const expressions = Array.from({ length: EXPRESSIONS_PER_SEED }, () => random.expression());
        const refused = refusedByPromtool(expressions);
        const differing = expressions.filter((text, i) => {
          if (checkPromql(text).valid !== refused.has(i)) return false;
          return !(isOffsetMetric(text) || (isOld && NEWER.some((newer) => newer.test(text))));
        });
        expect(differing).toEqual([]);
        expect(expressions.filter(isComparable).length).toBeGreaterThan(EXPRESSIONS_PER_SEED * 0.7);
        expect(refused.size).toBeGreaterThan(EXPRESSIONS_PER_SEED / 4);
        expect(refused.size).toBeLessThan((EXPRESSIONS_PER_SEED * 3) / 4);
      },
    );

    it.each(SEEDS)('suggests what it takes: random expressions of seed %i', (seed) => {
      const random = new RandomPromql(seed);
      const suggested = Array.from({ length: EXPRESSIONS_PER_SEED }, () => random.expression())
        .flatMap((text) => checkPromql(text).findings.map(({ suggestion }) => suggestion?.text))
        .filter((text) => text !== undefined && checkPromql(text).valid)
        .map(String);
      const refused = refusedByPromtool(suggested);
      const wrong = suggested.filter((text, i) => refused.has(i) && isComparable(text));
      expect(suggested.length).toBeGreaterThan(EXPRESSIONS_PER_SEED / 10);
      expect(wrong).toEqual([]);
    });
  },
);

/** The version of Prometheus' own promtool; undefined where it is not installed. */
function promtoolVersion(): string | undefined {
  try {
    return /version (\S+)/.exec(execFileSync('promtool', ['--version'], { encoding: 'utf8' }))?.[1];
  } catch {
    return undefined;
  }
}

/** Why promtool refuses each of these expressions, by position; those that it takes are not in it. */
function refusedByPromtool(expressions: readonly string[]): ReadonlyMap<number, string> {
  const folder = mkdtempSync(join(tmpdir(), 'promtool-'));
  try {
    const file = join(folder, 'rules.yml');
    const rules = expressions.map((expr, i) => ({ record: `r${i}`, expr }));
    // JSON is YAML as well.
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'g', rules }] }));
    const { stdout, stderr, status } = spawnSync('promtool', ['check', 'rules', '--lint=none', file], {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    const said = stdout + stderr;
    const refused = new Map(
      [...said.matchAll(/rule \d+, "r(\d+)": (.*)/g)].map(([, i, why]) => [Number(i), why] as const),
    );
    if ((status === 0) !== (refused.size === 0)) throw new Error(`promtool did not check the rules: ${said}`);
    return refused;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
