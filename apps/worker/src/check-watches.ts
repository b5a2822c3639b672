import { ConfigError, readWatchFile } from '@metrics-ai/nest';

const USAGE = `npm run check-watches [-- FILE ...]: says what is wrong with watch files; without one, with metrics-ai.yaml.

Ends with 0 when all of them can be used, else with 1.`;

const files = process.argv.slice(2);

if (files.includes('--help') || files.includes('-h')) {
  process.stdout.write(`${USAGE}\n`);
} else {
  for (const file of files.length > 0 ? files : ['metrics-ai.yaml']) check(file);
}

function check(file: string): void {
  try {
    const watches = readWatchFile(file);
    process.stdout.write(
      `${file}: ${watches.length} ${watches.length === 1 ? 'watch' : 'watches'}, all right\n`,
    );
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
