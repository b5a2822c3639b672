import { NEAR, SAME, TECHNOLOGIES, splitWords } from '@metrics-ai/lexicon';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { scrapeHelp, type HelpText } from './scrape-help.ts';
import { trainWords } from './train-words.ts';
import { writeTable } from './write-table.ts';

const usage = `Usage: npm run train:embedder -- --texts FILE [--scrape] [--out FILE]

Trains the word table of the built-in embedder from HELP texts and from the lexicon. Whoever ships a new table gives the embedder a new
identity (libs/embeddings/src/builtin-embedder.ts), so that stores ask for a re-index.

  --texts FILE   HELP texts, one JSON object {name, help, job} a line
  --scrape       first write FILE anew: start Debian's exporters on loopback (as root) and read what they say
  --out FILE     the table (default libs/embeddings/src/word-table.ts)
  --help         show this
`;

/** As good as more (tools/embedder/README.md), at half the size. */
const WORD_DIMENSIONS = 128;
/** A line of the lexicon was written to relate words, a HELP text relates them by the way. */
const LEXICON_TIMES = 3;

const { values } = parseArgs({
  options: {
    texts: { type: 'string' },
    scrape: { type: 'boolean', default: false },
    out: {
      type: 'string',
      default: fileURLToPath(new URL('../../libs/embeddings/src/word-table.ts', import.meta.url)),
    },
    help: { type: 'boolean', default: false },
  },
});
if (values.help || values.texts === undefined) {
  process.stdout.write(usage);
  process.exitCode = values.help ? 0 : 2;
} else {
  if (values.scrape) {
    const found = await scrapeHelp((text) => process.stderr.write(`${text}\n`));
    writeFileSync(values.texts, found.map((text) => `${JSON.stringify(text)}\n`).join(''));
  }
  train(values.texts, values.out);
}

function train(textsFile: string, out: string): void {
  const content = readFileSync(textsFile, 'utf8');
  const help = content
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as HelpText)
    .map((text) => splitWords(`${text.name} ${text.help} ${text.job}`));
  const lexicon = [...SAME, ...NEAR, ...TECHNOLOGIES].map(splitWords);
  const repeated = Array.from({ length: LEXICON_TIMES }, () => lexicon).flat();
  const trained = trainWords([...help, ...repeated], WORD_DIMENSIONS, [...help, ...lexicon]);
  const digest = createHash('sha256').update(content).digest('hex').slice(0, 12);
  writeFileSync(out, writeTable(trained, `${help.length} HELP texts (sha256 ${digest}…) and the lexicon`));
  process.stderr.write(`${trained.words.length} words, ${WORD_DIMENSIONS} dimensions: ${out}\n`);
}
