import { decodeQuery } from './decode-query.ts';

export const title = 'Decoding the answer of a range query';
export const about =
  '300 series of two weeks at 5 minutes, from the bytes of the answer to typed arrays; the peer is `JSON.parse` with the same ' +
  'arrays as the outcome. Full precision: up to 17 digits, as rates and averages have them. Short: at most four, as counts ' +
  'and rounded ratios have them. Whole numbers: up to ten digits.';

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

const KINDS = [
  { name: 'full precision', value: () => String(random() * 100), goal: 3 },
  { name: 'short values', value: () => String(Math.round(random() * 1_000) / 10), goal: 8 },
  { name: 'whole numbers', value: () => String(Math.floor(random() * 1e10)) },
];

export function* bench() {
  for (const { name, value, goal } of KINDS) {
    const body = makeBody(value);
    yield {
      name: `${name}, ${(body.length / 1e6).toFixed(0)} MB`,
      unit: 'ms',
      run: () => decodeQuery(body, POINTS),
      peers: [{ name: 'JSON.parse', run: () => decodeByJsonParse(body), goal }],
    };
  }
}
