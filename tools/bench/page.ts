import { formatTable, verdictOf, type Row } from './row.ts';

/** What came out of one benchmark. */
export interface Section {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  /** The versions that the peers ran on. */
  readonly peers?: string;
  readonly rows: readonly Row[];
}

/** A section for a terminal, and in Markdown. */
export function formatSection({ name, title, about, peers, rows }: Section): string {
  const paragraphs = [`## ${title}`, about, formatTable(rows)];
  if (peers !== undefined) paragraphs.push(`Peer: ${peers}.`);
  paragraphs.push(`Alone: \`npm run bench -- --only ${name}\`.`);
  return `${paragraphs.join('\n\n')}\n`;
}

/** `7 goals met, 2 missed: …` */
export function formatTally(sections: readonly Section[]): string {
  const judged = sections
    .flatMap(({ rows }) => rows)
    .map((row) => ({ row, verdict: verdictOf(row) }))
    .filter(({ verdict }) => verdict !== '');
  const met = judged.filter(({ verdict }) => verdict === 'met').length;
  const others = judged
    .filter(({ verdict }) => verdict !== 'met')
    .map(({ row, verdict }) => `${row.name} (${verdict})`);
  const tally = `${met} of ${judged.length} goals met`;
  return others.length === 0 ? tally : `${tally}; not: ${others.join(', ')}`;
}

/** The whole of docs/benchmarks.md. */
export function formatPage(
  sections: readonly Section[],
  { machine, commit, date }: { machine: readonly string[]; commit: string; date: string },
): string {
  return `# Benchmarks

Written by \`npm run bench -- --write\`, which measures everything below in about ten minutes; \`npm run bench\` only prints.
\`npm run bench -- --help\` tells the rest.

- Date: ${date}
- Commit: ${commit}
${machine.map((line) => `- ${line}`).join('\n')}

**How to read it.** A figure is the median of its rounds, with the lowest and the highest in brackets. Ours and its peer take
turns round by round, and the ratio, how many times better ours is, is taken round by round too: what else the machine does
then disturbs both alike. Times are CPU time of the whole process where nothing else is said, and peers in Python have one
thread. Compare ratios between machines, not times. A goal is what we want to reach; the verdict says by how much the median
misses it. Peers in Python need Debian's packages (\`apt-get install\`, which the command does itself as root); without them
their rows say so.

${formatTally(sections)}.

${sections.map(formatSection).join('\n')}`;
}
