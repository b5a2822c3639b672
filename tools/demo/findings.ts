import { seriesName, type FoundAnomaly } from './compare.ts';
import type { IngestResult, SearchHit } from './engine-api.ts';
import type { Terminal } from './terminal.ts';

const MAX_SHOWN = 6;
const MAX_NAMED = 3;

export function showIngest(terminal: Terminal, result: IngestResult): void {
  const { series, points, anomalies, start, end, step } = result;
  terminal.heading('What was read');
  terminal.line(
    `  ${series} series, ${points.toLocaleString('en')} points from ${clock(start)} to ${clock(end)} UTC, one every ${step}.`,
  );
  terminal.line(`  ${anomalies} anomalies in them.`);
  for (const [reason, count] of countByReason(result.skipped))
    terminal.line(`  ${count} series skipped: ${reason}`);
  for (const { query, reason } of result.failed) terminal.line(`  Failed: ${query}: ${reason}`);
  for (const warning of result.warnings) terminal.line(`  Warning: ${warning}`);
}

export function showStrangest(terminal: Terminal, things: readonly FoundAnomaly[]): void {
  terminal.heading('The strangest things found');
  if (things.length === 0) terminal.line('  Nothing.');
  for (const { strangest, others } of groupByTime(things).slice(0, MAX_SHOWN)) {
    const { metric, labels, type, score, start, end, reason } = strangest;
    const what = `${type.replace('_', ' ')}, score ${score.toFixed(1)}, ${clock(start)} to ${clock(end)} UTC`;
    terminal.line(`  ${terminal.style('yellow', '●')} ${terminal.style('bold', seriesName(metric, labels))}`);
    terminal.line(`    ${terminal.style('dim', what)}`);
    terminal.line(`    ${reason}`);
    if (others.length > 0)
      terminal.line(`    ${terminal.style('dim', `at the same time: ${nameSome(others)}`)}`);
  }
}

interface AtOneTime {
  readonly strangest: FoundAnomaly;
  readonly others: FoundAnomaly[];
}

/** What is strange at the same time is most likely one thing: the strangest stands for the rest. */
function groupByTime(strangestFirst: readonly FoundAnomaly[]): AtOneTime[] {
  const groups: AtOneTime[] = [];
  for (const thing of strangestFirst) {
    const group = groups.find(
      ({ strangest }) => thing.start <= strangest.end && thing.end >= strangest.start,
    );
    if (group === undefined) groups.push({ strangest: thing, others: [] });
    else group.others.push(thing);
  }
  return groups;
}

function nameSome(things: readonly FoundAnomaly[]): string {
  const names = [...new Set(things.map(({ metric, labels }) => `${metric} of ${labels.service ?? '?'}`))];
  const more = names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : '';
  return names.slice(0, MAX_NAMED).join(', ') + more;
}

export function showSearch(terminal: Terminal, question: string, hits: readonly SearchHit[]): void {
  terminal.heading(`Asked for “${question}”`);
  if (hits.length === 0) terminal.line('  No hits.');
  for (const { score, metric, labels, description } of hits) {
    terminal.line(
      `  ${terminal.style('cyan', score.toFixed(2))} ${terminal.style('bold', seriesName(metric, labels))}`,
    );
    terminal.line(`       ${description}`);
  }
}

export interface Addresses {
  readonly apiPort: number;
  readonly prometheusUrl: string;
  readonly truthFile: string;
}

export function showAddresses(terminal: Terminal, { apiPort, prometheusUrl, truthFile }: Addresses): void {
  const api = `http://localhost:${apiPort}`;
  const post = (path: string, body: object) =>
    `  curl -s ${api}${path} -H 'Content-Type: application/json' -d '${JSON.stringify(body)}'`;
  terminal.heading('Where things are');
  terminal.line(`  API               ${api}`);
  terminal.line(`  Swagger explorer  ${api}/docs`);
  terminal.line(`  Prometheus        ${prometheusUrl}`);
  terminal.line(`  What was planted  ${truthFile}`);
  terminal.heading('Try');
  terminal.line(post('/metrics/ingest', { metric_name: 'cpu_usage', labels: { service: 'payment' } }));
  terminal.line(post('/metrics/query', { query: 'high CPU usage patterns', top_k: 10 }));
  terminal.line(
    post('/metrics/analyze', {
      metric_name: 'memory_usage',
      time_range: '2w',
      analysis_types: ['trend', 'anomaly'],
    }),
  );
  terminal.heading('With your own Prometheus');
  terminal.line('  PROMETHEUS_URL=http://my-prometheus:9090 npm start');
  terminal.line();
}

function countByReason(skipped: IngestResult['skipped']): [reason: string, count: number][] {
  return [...Map.groupBy(skipped, ({ reason }) => reason)].map(([reason, all]) => [reason, all.length]);
}

/** `Nov 22 13:05` */
function clock(iso: string): string {
  const time = new Date(iso);
  const day = time.toLocaleDateString('en', { month: 'short', day: 'numeric', timeZone: 'UTC' });
  return `${day} ${time.toISOString().slice(11, 16)}`;
}
