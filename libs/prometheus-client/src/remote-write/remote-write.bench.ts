import { startPrometheus } from '../testing/index.ts';
import { RemoteWriter } from './remote-writer.ts';
import { encodeWriteRequest } from './write-request.ts';

export const title = 'Remote write';
export const about =
  '60 series of two weeks at one minute: encoding alone in CPU time, and writing into a real Prometheus on the same cores, by the clock.';

const seriesCount = 60;
const points = 14 * 24 * 60;
const stepMs = 60_000;

export async function* bench({ quick }: { quick: boolean }) {
  const startMs = Math.floor(Date.now() / stepMs) * stepMs - points * stepMs;
  const timestamps = Float64Array.from({ length: points }, (_, i) => startMs + i * stepMs);
  /** Written again, a sample would cost the receiver nothing: every round has series of its own. */
  const allSeries = (round: number) =>
    Array.from({ length: seriesCount }, (_, k) => ({
      labels: { __name__: 'bench', instance: `host-${k}:9100`, round: String(round) },
      timestamps,
      values: timestamps.map(
        (_, i) => Math.round(1e4 * (2 + Math.sin((i * 2 * Math.PI) / 1440 + k))) / (k % 2 ? 1 : 1e3),
      ),
    }));
  const work = seriesCount * points;
  const first = allSeries(0);
  yield {
    name: 'encode',
    unit: 'samples/s',
    work,
    run: () => first.map((series) => encodeWriteRequest([{ series, from: 0, to: points }]).length),
  };

  const rounds = quick ? 1 : 3;
  const written = Array.from({ length: rounds }, (_, round) => allSeries(round));
  const prometheus = await startPrometheus();
  try {
    const writer = new RemoteWriter({ url: `${prometheus.url}/api/v1/write` });
    yield {
      name: 'write',
      unit: 'samples/s',
      work,
      clock: 'wall',
      single: true,
      rounds,
      run: (round: number) => writer.write(written[round]),
    };
  } finally {
    await prometheus.stop();
  }
}
