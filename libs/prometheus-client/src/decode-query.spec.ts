import { describe, expect, it } from '@jest/globals';
import { decodeQuery } from './decode-query.ts';

/** Linear congruential generator: 0 … 1, the same in every run. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

interface ReferenceSeries {
  readonly metric: Record<string, string>;
  readonly values?: [number, string][];
}

/** The slow and obvious way. */
function reference(
  text: string,
): { labels: Record<string, string>; timestamps: number[]; values: number[] }[] {
  const body = JSON.parse(text) as { data: { result: ReferenceSeries[] } };
  return body.data.result.map(({ metric, values = [] }) => ({
    labels: metric,
    timestamps: values.map(([seconds]) => Math.round(seconds * 1000)),
    values: values.map(([, value]) => Number(value.replace('Inf', 'Infinity'))),
  }));
}

function decodeMatrix(text: string) {
  const { data } = decodeQuery(Buffer.from(text));
  if (data.type !== 'matrix') throw new Error(`not a matrix: ${data.type}`);
  return data.series.map(({ labels, timestamps, values }) => ({
    labels: { ...labels },
    timestamps: [...timestamps],
    values: [...values],
  }));
}

const matrixOf = (result: string): string =>
  `{"status":"success","data":{"resultType":"matrix","result":${result}}}`;
const samplesOf = (values: readonly string[], startSeconds = 1_700_000_000): string =>
  matrixOf(
    `[{"metric":{"__name__":"up"},"values":[${values.map((v, i) => `[${startSeconds + i * 15},${JSON.stringify(v)}]`).join(',')}]}]`,
  );

const random = seeded(20_261_122);
const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)];
const digits = (count: number): string =>
  Array.from({ length: count }, () => Math.floor(random() * 10)).join('');
const anyDouble = (): number => {
  const view = new DataView(new ArrayBuffer(8));
  view.setUint32(0, random() * 2 ** 32);
  view.setUint32(4, random() * 2 ** 32);
  const value = view.getFloat64(0);
  return Number.isFinite(value) ? value : 0;
};

/** Texts of numbers of every shape that the grammar of sample values allows. */
const numberTexts: readonly (() => string)[] = [
  () => String(anyDouble()),
  () => String(random()),
  () => String(random() * 100),
  () => String(Math.round(random() * 1e6) / 1e3),
  () => String(Math.floor(random() * 2 ** 53)),
  () => String(2 ** 53 + Math.floor(random() * 2 ** 20)),
  () => digits(1 + Math.floor(random() * 25)),
  () => `-${digits(1 + Math.floor(random() * 20))}.${digits(1 + Math.floor(random() * 30))}`,
  () => `${digits(1)}.${digits(16)}`,
  () => `0.${'0'.repeat(Math.floor(random() * 12))}${digits(17)}`,
  () => `0.${'0'.repeat(Math.floor(random() * 30))}${digits(3)}`,
  () => `${digits(1 + Math.floor(random() * 19))}e${pick(['', '+', '-'])}${Math.floor(random() * 330)}`,
  () => `${digits(3)}.${digits(14)}E-${digits(2)}`,
  // Halfway between two neighbours, and one digit beside it: where a wrong rounding shows.
  () => String(BigInt(2 ** 53) + BigInt(2 * Math.floor(random() * 2 ** 30) + 1)),
  () =>
    `${BigInt(2 ** 53) + BigInt(2 * Math.floor(random() * 2 ** 30) + 1)}.${pick(['0', '00001', '99999'])}`,
  () => {
    const value = 1 + Math.floor(random() * 2 ** 20) * 2 ** -20;
    return `${value}${digits(3)}`.replace(/^(\d+)$/, '$1.5');
  },
];
const specials = [
  'NaN',
  '+Inf',
  '-Inf',
  '0',
  '-0',
  '-0.0',
  '5e-324',
  '2.2250738585072011e-308',
  '1.7976931348623157e308',
];

describe('decodeQuery of a matrix', () => {
  it('reads numbers bit for bit as JSON.parse and Number() do', () => {
    for (let round = 0; round < 10; round++) {
      const texts = Array.from({ length: 2_500 }, () =>
        random() < 0.01 ? pick(specials) : pick(numberTexts)(),
      );
      const body = samplesOf(texts);
      const [{ values }] = decodeMatrix(body);
      const [{ values: expected }] = reference(body);
      const wrong = values.findIndex((value, i) => !Object.is(value, expected[i]));
      expect(wrong < 0 ? 'all equal' : `${texts[wrong]} read as ${values[wrong]}`).toBe('all equal');
    }
  });

  it('reads times bit for bit as JSON.parse and Math.round do', () => {
    const times = [
      '0',
      '0.001',
      '0.5',
      '1',
      '1.5',
      '12.25',
      '999999999.999',
      '1000000000',
      '1700000000',
      '1700000000.1',
      '1700000000.12',
      '1700000000.123',
      '1700000001.1234',
      '1700000002.1235',
      '1.70000001e9',
      '1700000011.000',
      '9999999999.999',
      '10000000000',
      '123456789012.345',
    ];
    for (const before of [[], ['-1e3', '-12.345', '-0.5']]) {
      const all = [...before, ...times];
      const body = matrixOf(`[{"metric":{},"values":[${all.map((time) => `[${time},"1"]`).join(',')}]}]`);
      expect(decodeMatrix(body)).toEqual(reference(body));
    }
  });

  it('reads any order of keys, whitespace, escapes and Unicode', () => {
    const space = (): string => (random() < 0.3 ? pick([' ', '\n', '\t', '\r\n', '  ']) : '');
    const shuffled = <T>(items: T[]): T[] =>
      items
        .map((item) => [random(), item] as const)
        .sort(([a], [b]) => a - b)
        .map(([, item]) => item);
    const write = (json: unknown): string => {
      const pad = (text: string): string => space() + text + space();
      if (Array.isArray(json)) return pad(`[${json.map((item) => write(item)).join(',')}]`);
      if (typeof json === 'object' && json !== null) {
        return pad(
          `{${shuffled(Object.entries(json))
            .map(([key, value]) => `${pad(JSON.stringify(key))}:${write(value)}`)
            .join(',')}}`,
        );
      }
      const text = JSON.stringify(json);
      return pad(
        typeof json === 'string' && random() < 0.2
          ? text.replace(/[a-z0-9]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`)
          : text,
      );
    };
    const labels = [
      '"',
      '\\',
      'é',
      '😀',
      '\u2028',
      '\u0000',
      '}',
      ']',
      '{"values":[[1,"2"]]}',
      '__proto__',
      'constructor',
      '',
    ];
    for (let round = 0; round < 300; round++) {
      const result = Array.from({ length: Math.floor(random() * 4) }, () => ({
        metric: Object.fromEntries(Array.from({ length: 3 }, () => [pick(labels), pick(labels)])),
        values: Array.from({ length: Math.floor(random() * 4) }, (_, i) => [
          1_700_000_000.5 + i,
          String(random()),
        ]),
        extra: { a: [1, null, true, { b: 'x' }] },
      }));
      const body = write({
        status: 'success',
        data: { resultType: 'matrix', result, stats: { a: 1 } },
        warnings: ['w'],
        infos: ['i'],
      });
      expect(decodeMatrix(body)).toEqual(reference(body));
      expect(decodeQuery(Buffer.from(body))).toMatchObject({ warnings: ['w'], infos: ['i'] });
    }
  });

  const whole = Buffer.from(
    '{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"up","é":"\\"\\\\"},' +
      '"values":[[1700000000,"1"],[1700000015.5,"-2.5e-07"],[1700000030.25,"NaN"],[1700000045,"0.12345678901234567"]],' +
      '"histograms":[[1700000000,{"count":"2","sum":"3","buckets":[[0,"1","2","2"]]}]]},' +
      '{"metric":{},"values":[[1700000000,"+Inf"]]}]},"warnings":["a"]}',
  );

  it('gives an error, and never wrong data, where the body is cut at any byte', () => {
    for (let length = 0; length < whole.length; length++) {
      expect(() => decodeQuery(whole.subarray(0, length))).toThrow(
        expect.objectContaining({ kind: 'invalid-response' }),
      );
    }
    expect(() => decodeQuery(whole)).not.toThrow();
  });

  it('gives an error, or what JSON.parse gives, where bytes are changed', () => {
    const alphabet = Buffer.from('{}[]",:.0123456789eE+-\\ntfNaInf \u00ff\u0001');
    let accepted = 0;
    for (let round = 0; round < 10_000; round++) {
      const bytes = Buffer.from(whole);
      bytes[Math.floor(random() * bytes.length)] = pick([...alphabet]);
      const text = bytes.toString();
      let decoded: ReturnType<typeof decodeMatrix>;
      try {
        decoded = decodeMatrix(text);
      } catch (error) {
        expect(error).toMatchObject({ kind: 'invalid-response' });
        continue;
      }
      accepted++;
      expect(decoded).toEqual(reference(text));
    }
    expect(accepted).toBeGreaterThan(1_000);
  });

  it.each([
    ['a bare number as value', '[[1700000000,1]]'],
    ['an empty value', '[[1700000000,""]]'],
    ['a value with a space', '[[1700000000," 1"]]'],
    ['a hexadecimal value', '[[1700000000,"0x10"]]'],
    ['a value that is a word', '[[1700000000,"Infinity"]]'],
    ['a value without digits before the dot', '[[1700000000,".5"]]'],
    ['a value without digits after the dot', '[[1700000000,"5."]]'],
    ['a value of two dots', '[[1700000000,"1.2.3"]]'],
    ['a lone sign', '[[1700000000,"-"]]'],
    ['null as value', '[[1700000000,null]]'],
    ['a time in quotes', '[["1700000000","1"]]'],
    ['a time beyond all numbers', '[[1e400,"1"]]'],
    ['a time with a leading zero', '[[0170000000,"1"]]'],
    ['a time without decimals after its dot', '[[1700000000.,"1"]]'],
    ['a third element', '[[1700000000,"1",2]]'],
    ['the same time twice', '[[1700000000,"1"],[1700000000,"2"]]'],
    ['times that go back', '[[1700000015,"1"],[1700000000,"2"]]'],
    ['a comma at the end', '[[1700000000,"1"],]'],
    ['a missing comma', '[[1700000000,"1"][1700000015,"1"]]'],
    ['an object', '{}'],
  ])('refuses %s', (_, values) => {
    expect(() => decodeQuery(Buffer.from(matrixOf(`[{"metric":{},"values":${values}}]`)))).toThrow(
      expect.objectContaining({ kind: 'invalid-response' }),
    );
  });

  it.each([
    ['nothing', ''],
    ['HTML', '<html></html>'],
    ['an array', '[]'],
    ['no status', '{"data":{"resultType":"matrix","result":[]}}'],
    ['another status', '{"status":"fine","data":{"resultType":"matrix","result":[]}}'],
    ['no data', '{"status":"success"}'],
    ['data that is null', '{"status":"success","data":null}'],
    ['no result', '{"status":"success","data":{"resultType":"matrix"}}'],
    ['an unknown type of result', '{"status":"success","data":{"resultType":"tensor","result":[]}}'],
    ['a series without labels', matrixOf('[{"values":[]}]')],
    ['labels that are no text', matrixOf('[{"metric":{"a":1},"values":[]}]')],
    [
      'warnings that are no list',
      '{"status":"success","data":{"resultType":"vector","result":[]},"warnings":"x"}',
    ],
    ['text after the end', `${matrixOf('[]')}x`],
    ['a deep nest', `{"status":${'['.repeat(100_000)}`],
  ])('refuses %s', (_, body) => {
    expect(() => decodeQuery(Buffer.from(body))).toThrow(
      expect.objectContaining({ kind: 'invalid-response' }),
    );
  });

  it('refuses labels that are not UTF-8', () => {
    const body = Buffer.from(matrixOf('[{"metric":{"a":"X"},"values":[]}]'));
    body[body.indexOf('X')] = 0xff;
    expect(() => decodeQuery(body)).toThrow(expect.objectContaining({ kind: 'invalid-response' }));
  });

  it('gives empty results, and series longer than expected', () => {
    expect(decodeMatrix(matrixOf('[]'))).toEqual([]);
    expect(decodeMatrix(matrixOf('[{"metric":{},"values":[]}]'))).toEqual([
      { labels: {}, timestamps: [], values: [] },
    ]);
    const { data } = decodeQuery(Buffer.from(samplesOf(['1', '2', '3'])), 1);
    expect(data).toMatchObject({ series: [{ values: Float64Array.of(1, 2, 3) }] });
  });

  it('keeps native histograms apart from floats', () => {
    const { data } = decodeQuery(
      Buffer.from(
        matrixOf(
          '[{"metric":{},"values":[[1,"5"]],"histograms":[[2,{"count":"3","sum":"NaN","buckets":[[3,"-0.001","0.001","1"],[0,"1","2","2"]]}],[3,{"count":"0","sum":"0"}]]}]',
        ),
      ),
    );
    expect(data).toEqual({
      type: 'matrix',
      series: [
        {
          labels: {},
          timestamps: Float64Array.of(1000),
          values: Float64Array.of(5),
          histograms: [
            {
              timestampMs: 2000,
              histogram: {
                count: 3,
                sum: NaN,
                buckets: [
                  { lower: -0.001, upper: 0.001, count: 1, includesLower: true, includesUpper: true },
                  { lower: 1, upper: 2, count: 2, includesLower: false, includesUpper: true },
                ],
              },
            },
            { timestampMs: 3000, histogram: { count: 0, sum: 0, buckets: [] } },
          ],
        },
      ],
    });
  });
});

describe('decodeQuery of other results', () => {
  const decode = (resultType: string, result: string) =>
    decodeQuery(Buffer.from(`{"status":"success","data":{"result":${result},"resultType":"${resultType}"}}`))
      .data;

  it('reads vectors of floats and native histograms', () => {
    expect(
      decode(
        'vector',
        '[{"metric":{"a":"b"},"value":[1.5,"+Inf"]},{"metric":{},"histogram":[2,{"count":"1","sum":"2"}]}]',
      ),
    ).toEqual({
      type: 'vector',
      samples: [
        { labels: { a: 'b' }, timestampMs: 1500, value: Infinity },
        { labels: {}, timestampMs: 2000, value: NaN, histogram: { count: 1, sum: 2, buckets: [] } },
      ],
    });
  });

  it('reads scalars and strings', () => {
    expect(decode('scalar', '[1,"NaN"]')).toEqual({ type: 'scalar', timestampMs: 1000, value: NaN });
    expect(decode('string', '[1,"NaN"]')).toEqual({ type: 'string', timestampMs: 1000, value: 'NaN' });
  });

  it.each([
    ['vector', '{}'],
    ['vector', '[{"metric":{}}]'],
    ['vector', '[{"metric":{},"value":[1,"x"]}]'],
    ['vector', '[{"metric":{},"histogram":[1,{"count":"1"}]}]'],
    ['scalar', '[1]'],
    ['scalar', '["1","1"]'],
    ['string', '[1,2]'],
  ])('refuses a %s of %s', (type, result) => {
    expect(() => decode(type, result)).toThrow(expect.objectContaining({ kind: 'invalid-response' }));
  });

  it('says what Prometheus says where the body is an error', () => {
    const body = Buffer.from(
      '{"status":"error","errorType":"execution","error":"too many samples","data":{}}',
    );
    expect(() => decodeQuery(body)).toThrow(
      expect.objectContaining({
        kind: 'bad-query',
        errorType: 'execution',
        message: 'execution: too many samples',
      }),
    );
  });
});
