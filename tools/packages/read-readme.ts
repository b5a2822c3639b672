/** What a library's README promises to whoever follows it to the letter. */
export interface Readme {
  /** Its TypeScript blocks, the library's own example first. */
  readonly examples: readonly string[];
  /** The folders of the libraries that it has packed, such as `features`. */
  readonly packed: readonly string[];
  /** What it has installed beside those, from the registry. */
  readonly registryPackages: readonly string[];
}

/** @throws RangeError when there is no example, or no commands that pack and install. */
export function readReadme(markdown: string): Readme {
  const examples = [...markdown.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code]) => code);
  const pack = /^.*npm pack((?: -w libs\/[\w-]+)+)$/m.exec(markdown)?.[1];
  const install = /^npm install \S+\.tgz(.*)$/m.exec(markdown)?.[1];
  if (examples.length === 0) throw new RangeError('markdown has no ```ts block');
  if (pack === undefined || install === undefined) {
    throw new RangeError('markdown has no lines "npm pack -w libs/…" and "npm install ….tgz"');
  }
  return {
    examples,
    packed: [...pack.matchAll(/libs\/([\w-]+)/g)].map(([, name]) => name),
    registryPackages: install.split(' ').filter((word) => word !== ''),
  };
}
