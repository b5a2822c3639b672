// Writes 60 series × two weeks at one minute, twice, into a real Prometheus on this machine, which works on the same cores.
// Run: node --conditions=source libs/prometheus-client/src/remote-write/remote-write.bench.ts
import { startPrometheus } from '../testing/index.ts';
import { RemoteWriter } from './remote-writer.ts';
import { encodeWriteRequest } from './write-request.ts';

const seriesCount = 60;
const points = 14 * 24 * 60;
const stepMs = 60_000;
const startMs = Math.floor(Date.now() / stepMs) * stepMs - points * stepMs;

const timestamps = Float64Array.from({ length: points }, (_, i) => startMs + i * stepMs);
const allSeries = Array.from({ length: seriesCount }, (_, k) => ({
  labels: { __name__: 'bench', instance: `host-${k}:9100` },
  timestamps,
  values: timestamps.map(
    (_, i) => Math.round(1e4 * (2 + Math.sin((i * 2 * Math.PI) / 1440 + k))) / (k % 2 ? 1 : 1e3),
  ),
}));
const samples = seriesCount * points;

for (let round = 0; round < 2; round++) {
  const encodeStart = performance.now();
  for (const series of allSeries) encodeWriteRequest([{ series, from: 0, to: points }]);
  report('encode', encodeStart);

  const prometheus = await startPrometheus();
  try {
    const writeStart = performance.now();
    await new RemoteWriter({ url: `${prometheus.url}/api/v1/write` }).write(allSeries);
    report('write', writeStart);
  } finally {
    await prometheus.stop();
  }
}

function report(what: string, startedMs: number): void {
  const perSecond = (samples / (performance.now() - startedMs)) * 1_000;
  console.log(`${what.padEnd(8)} ${Math.round(perSecond).toLocaleString('en')} samples/s`);
}
