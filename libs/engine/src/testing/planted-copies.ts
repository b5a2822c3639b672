/** Two weeks at five minutes. */
export const WORLD = {
  samples: 4_032,
  perDay: 288,
  stepMs: 300_000,
  startMs: Date.UTC(2026, 0, 1),
} as const;

/** What series do of themselves. */
const KINDS = ['daily', 'walk', 'noise', 'rate', 'spikes', 'steps', 'constant'] as const;
/** What is looked for: an incident of that shape, or a window of the series as it is. */
export const SHAPES = ['decay', 'peaks', 'burst', 'slope', 'window'] as const;

export type Random = () => number;

export function seededRandom(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const gauss = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** What a series does when nothing is planted in it, at a scale and level of its own. */
export function background(random: Random, kind = KINDS[Math.floor(random() * KINDS.length)]): Float64Array {
  const scale = 10 ** (6 * random() - 2);
  const level = 10 * scale * random();
  const [phase, share, rough] = [6.28 * random(), random(), 0.05 + 0.3 * random()];
  let walk = 0;
  let until = 0;
  return Float64Array.from({ length: WORLD.samples }, (_, i) => {
    const day = (2 * Math.PI * i) / WORLD.perDay + phase;
    switch (kind) {
      case 'daily':
        return level + scale * (Math.sin(day) + share * Math.sin(2 * day) + rough * gauss(random));
      case 'walk':
        return level + scale * (walk += gauss(random));
      case 'noise':
        return level + scale * gauss(random);
      case 'rate':
        return Math.max(0, Math.round(40 * (1 + 0.6 * Math.sin(day)) + 6 * gauss(random))) / 300;
      case 'spikes':
        if (random() < 0.004) until = i + 10 * random();
        return level + scale * ((i < until ? 1 + 4 * share : 0) + 0.05 * gauss(random));
      case 'steps':
        if (i >= until) [walk, until] = [3 * gauss(random), i + 20 + WORLD.perDay * random()];
        return level + scale * (walk + 0.1 * gauss(random));
      case 'constant':
        return level;
    }
  });
}

function shapeOf(
  kind: Exclude<(typeof SHAPES)[number], 'window'>,
  length: number,
  random: Random,
): Float64Array {
  const [a, b, c] = [0.15 + 0.3 * random(), 0.55 + 0.3 * random(), 0.04 + 0.1 * random()];
  return Float64Array.from({ length }, (_, i) => {
    const x = i / (length - 1);
    const bump = (at: number, width: number): number => Math.exp(-(((x - at) / width) ** 2));
    switch (kind) {
      case 'decay':
        return (x < a ? 0 : Math.exp((a - x) / c)) + (x > b ? 0.3 : 0);
      case 'peaks':
        return bump(a, c) + 0.6 * bump(b, 1.5 * c);
      case 'burst':
        return bump(0.5, 0.25) * Math.sin(2 * Math.PI * x * (3 + 30 * c));
      case 'slope':
        return x < a ? 0 : x < b ? (x - a) / (b - a) : 0.3 * Math.sin(20 * x);
    }
  });
}

function stretched(values: Float64Array, length: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => {
    const at = (i * (values.length - 1)) / (length - 1);
    const before = Math.min(values.length - 2, Math.floor(at));
    return values[before] + (at - before) * (values[before + 1] - values[before]);
  });
}

function deviation(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2 / values.length, 0));
}

export interface Planted {
  /** Series that differ from those without copies: the query's own first. */
  readonly changed: ReadonlyMap<number, Float64Array>;
  readonly at: number;
  readonly truth: ReadonlySet<number>;
}

/** Copies of a window of the first series in others of `all`, evenly spread over them. */
export function plant(
  all: readonly Float64Array[],
  {
    length,
    kind,
    noise,
    copies,
  }: { length: number; kind: (typeof SHAPES)[number]; noise: number; copies: number },
  random: Random,
): Planted {
  const own = all[0].slice();
  const at = Math.floor(random() * (WORLD.samples - length + 1));
  if (kind !== 'window') {
    const height = 4 * deviation(own);
    shapeOf(kind, length, random).forEach((value, i) => (own[at + i] = own[at] + height * value));
  }
  const query = own.slice(at, at + length);
  const ofQuery = deviation(query);
  const changed = new Map([[0, own]]);
  const truth = new Set<number>();
  for (let k = 1; k <= copies; k++) {
    const target = k * Math.floor(all.length / (copies + 1));
    const into = all[target].slice();
    const copy = stretched(query, Math.min(WORLD.samples, Math.round(length * (0.9 + 0.2 * random()))));
    const height = ((0.5 + 1.5 * random()) * (deviation(into) || 1)) / ofQuery;
    const from = Math.floor(random() * (WORLD.samples - copy.length + 1));
    const level = into[from];
    copy.forEach(
      (value, i) => (into[from + i] = level + height * (value - copy[0] + noise * ofQuery * gauss(random))),
    );
    changed.set(target, into);
    truth.add(target);
  }
  return { changed, at, truth };
}
