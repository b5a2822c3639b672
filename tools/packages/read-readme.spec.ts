import { describe, expect, it } from '@jest/globals';
import { readReadme } from './read-readme.ts';

const README = `# x

\`\`\`ts
import { x } from '@metrics-ai/x';
\`\`\`

\`\`\`sh
npm ci && npm run build && npm pack -w libs/time-series -w libs/x
npm install ../clone/metrics-ai-*.tgz @nestjs/core reflect-metadata
\`\`\`

\`\`\`ts
console.log(2);
\`\`\`
`;

describe('readReadme', () => {
  it('finds the examples and what is to be packed and installed', () => {
    expect(readReadme(README)).toEqual({
      examples: ["import { x } from '@metrics-ai/x';\n", 'console.log(2);\n'],
      packed: ['time-series', 'x'],
      registryPackages: ['@nestjs/core', 'reflect-metadata'],
    });
  });

  it('does without packages from the registry', () => {
    expect(readReadme(README.replace(' @nestjs/core reflect-metadata', '')).registryPackages).toEqual([]);
  });

  it('refuses a README without an example or without the commands', () => {
    expect(() => readReadme(README.replaceAll('```ts', '```js'))).toThrow('```ts block');
    expect(() => readReadme(README.replace('npm pack', 'yarn pack'))).toThrow('npm pack');
    expect(() => readReadme(README.replace('npm install', 'npm i'))).toThrow('npm install');
  });
});
