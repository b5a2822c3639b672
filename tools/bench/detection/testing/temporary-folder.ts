import { afterEach, beforeEach } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder that is there for each test of a file, empty at first. */
export interface TemporaryFolder {
  /** Known while a test runs. */
  readonly path: () => string;
  /** Contents by file name; folders come into being as they are needed. */
  write(files: Readonly<Record<string, string | Uint8Array>>): void;
}

export function temporaryFolder(): TemporaryFolder {
  let path = '';
  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), 'metrics-ai-detection-'));
  });
  afterEach(() => rmSync(path, { recursive: true, force: true }));
  return {
    path: () => path,
    write(files) {
      for (const [name, content] of Object.entries(files)) {
        mkdirSync(dirname(join(path, name)), { recursive: true });
        writeFileSync(join(path, name), content);
      }
    },
  };
}
