import { describe, expect, it } from '@jest/globals';
import { BEHAVIOUR_TAGS } from '@metrics-ai/features';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const pages = [
  'README.md',
  ...globSync('docs/**/*.md', { cwd: root }),
  ...globSync('libs/*/README.md', { cwd: root }),
];

describe('The documentation', () => {
  it('has every behaviour tag with its meaning and rule, and no other', () => {
    const page = readFileSync(join(root, 'docs/analysis.md'), 'utf8');
    const rows = page
      .slice(page.indexOf('## Behaviour tags'))
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) =>
        line
          .split(/(?<!\\)\|/)
          .slice(1, -1)
          .map((cell) => cell.trim().replaceAll('\\|', '|')),
      );
    expect(rows).toEqual(BEHAVIOUR_TAGS.map(({ tag, meaning, rule }) => [`\`${tag}\``, meaning, rule]));
  });

  it.each(pages)('links from %s only to what is there', (page) => {
    const text = readFileSync(join(root, page), 'utf8');
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, target]) => target);
    expect(links.filter((target) => !existsSync(join(root, dirname(page), target)))).toEqual([]);
  });
});
