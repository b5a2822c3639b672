/**
 * Decoding range results: decodeQuery beside JSON.parse with the same typed arrays as the outcome, interleaved in one
 * process. 300 series of two weeks at 5 minutes: `full` has values of up to 17 digits, as rates and averages have them;
 * `short` has at most four, as counts and rounded ratios have them; `integer` has whole numbers of up to ten digits.
 *
 * Run by `node --conditions=source src/decode.bench.ts [rounds]`.
 */
import { decodeQuery } from './decode-query.ts';

const SERIES = 300;
const POINTS = 4_032;

let state = 1;
function random(): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  const high = state;
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return (high + state / 2 ** 32) / 2 ** 32;
}

function makeBody(value: () => string): Buffer {
  const result = Array.from({ length: SERIES }, (_, series) => {
    const values = Array.from({ length: POINTS }, (_, i) => `[${1_700_000_000 + i * 300},"${value()}"]`);
    return `{"metric":{"__name__":"requests","instance":"host-${series}:9100","job":"shop"},"values":[${values.join(',')}]}`;
  });
  return Buffer.from(`{"status":"success","data":{"resultType":"matrix","result":[${result.join(',')}]}}`);
}

interface Matrix {
  readonly data: {
    readonly result: readonly { readonly metric: object; readonly values: readonly [number, string][] }[];
  };
}

function decodeByJsonParse(
  body: Buffer,
): { labels: object; timestamps: Float64Array; values: Float64Array }[] {
  const { data } = JSON.parse(body.toString()) as Matrix;
  return data.result.map(({ metric, values: samples }) => {
    const timestamps = new Float64Array(samples.length);
    const values = new Float64Array(samples.length);
    for (let i = 0; i < samples.length; i++) {
      timestamps[i] = Math.round(samples[i][0] * 1000);
      values[i] = Number(samples[i][1]);
    }
    return { labels: metric, timestamps, values };
  });
}

function timeMs(task: () => unknown): number {
  const start = performance.now();
  task();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

const rounds = Number(process.argv[2] ?? 9);
console.log(`${SERIES} series × ${POINTS} points, medians of ${rounds} rounds, Node ${process.version}`);
for (const [name, value] of [
  ['full', () => String(random() * 100)],
  ['short', () => String(Math.round(random() * 1_000) / 10)],
  ['integer', () => String(Math.floor(random() * 1e10))],
] as const) {
  const body = makeBody(value);
  const json: number[] = [];
  const scanner: number[] = [];
  for (let round = 0; round < rounds; round++) {
    json.push(timeMs(() => decodeByJsonParse(body)));
    scanner.push(timeMs(() => decodeQuery(body, POINTS)));
  }
  const ratios = json.map((jsonMs, i) => jsonMs / scanner[i]);
  console.log(
    `${name.padEnd(8)} ${(body.length / 1e6).toFixed(1)} MB  JSON.parse ${median(json).toFixed(0)} ms  ` +
      `decodeQuery ${median(scanner).toFixed(0)} ms  ratio ${median(ratios).toFixed(1)}`,
  );
}
