/** Labels that say where Prometheus found a series, not what it is: they come last. */
const WHERE_FOUND = ['instance', 'job'];

/** The labels of a series on one line, its name left out. */
export function chartSubtitle({ __name__: _, ...labels }: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .sort(([a], [b]) => WHERE_FOUND.indexOf(a) - WHERE_FOUND.indexOf(b) || (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(', ');
}
