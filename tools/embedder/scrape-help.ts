import { setTimeout as sleep } from 'node:timers/promises';
import { EXPORTERS } from './exporters.ts';
import { Programs } from './programs.ts';

/** A metric as its exporter describes it. */
export interface HelpText {
  readonly name: string;
  readonly help: string;
  readonly job: string;
}

/** Exporters answer before what they look at is ready; by the second look it is. */
const SETTLES_MS = 3_000;

/**
 * Starts every exporter with what it looks at, on loopback, and reads the HELP lines of its metrics.
 * @returns each metric name once, sorted by name, so that the same programs give the same text
 */
export async function scrapeHelp(progress: (text: string) => void): Promise<HelpText[]> {
  const found = new Map<string, HelpText>();
  for (const { job, start } of EXPORTERS) {
    const programs = new Programs();
    try {
      const pages = await start(programs);
      for (const page of pages) await programs.read(page);
      await sleep(SETTLES_MS);
      const before = found.size;
      for (const page of pages) {
        for (const [, name, help] of (await programs.read(page)).matchAll(/^# HELP (\S+) (.*)$/gm)) {
          if (!found.has(name)) found.set(name, { name, help, job });
        }
      }
      progress(`${job}: ${found.size - before} metrics`);
    } catch (error) {
      progress(`${job}: left out, ${(error as Error).message}`);
    } finally {
      await programs.stop();
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
