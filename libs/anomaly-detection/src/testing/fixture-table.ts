/** What describes a table of fixtures/isolation-forest.json. */
export interface FixtureTable {
  name: string;
  rows: number;
  columns: number;
  outliers: number;
  seed: number;
}

/** Makes the table that fixtures/generate.py has shown to scikit-learn: the same generator, the same recipes, the same numbers. */
export function fixtureTable({ name, rows, columns, outliers, seed }: FixtureTable): Float64Array {
  let state = seed;
  let cluster = 0;
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
  const normal = () => {
    let sum = 0;
    for (let i = 0; i < 12; i++) sum += uniform();
    return sum - 6;
  };
  const clustered = (isOutlier: boolean, column: number) => {
    if (isOutlier) return 20 * uniform() - 5;
    if (column === 0) cluster = uniform() < 0.5 ? 10 : 0;
    return cluster + normal();
  };
  const valueOf = (isOutlier: boolean, column: number) => {
    if (name === 'clustered') return clustered(isOutlier, column);
    if (name === 'skewed') return normal() ** 2 * (isOutlier ? 2 : 1) + (isOutlier ? 4 : 0);
    return normal() + (isOutlier ? 3 : 0);
  };
  return Float64Array.from({ length: rows * columns }, (_, i) =>
    valueOf(Math.floor(i / columns) < outliers, i % columns),
  );
}
