import type { MetricTraits } from './metric-traits.ts';
import type { Request } from './read-request.ts';

/** A side of a thing that a metric's name may tell, and the words by which a question asks for that side. */
interface Facet {
  readonly name: RegExp;
  readonly said: RegExp;
  /** Questions of shares look at bounds, said or not. */
  readonly isBound: boolean;
}

const FACETS: readonly Facet[] = [
  // Its size, where it can be counted as well.
  {
    name: /_bytes(?:_|$)/,
    said: /\b(?:bytes?|sizes?|memory|mem|ram|heap|disks?|space|storage|traffic|bandwidth|throughput|network|data|filesystem|[kmg]i?b|swap|received?|transmit|sent|volumes?|cache|buffers?|rss|log)\b/,
    isBound: false,
  },
  // What it may be at most, or has been.
  {
    name: /(?:^|_)(?:max|maximum|limits?|peak)(?:_|$)/,
    said: /\b(?:max\w*|limits?\w*|peak|highest|longest|capacity|quota|exhaust\w*|reach\w*|running out|full|filling|usage|used|approaching|allowed)\b/,
    isBound: true,
  },
  // The exporter, and not what it reports on.
  {
    name: /(?:^|_)(?:exporter|scrapes?)(?:_|$)/,
    said: /\b(?:exporters?|scrap\w+)\b/,
    isBound: false,
  },
  // How it is set up, and not how it is.
  {
    name: /(?:^|_)(?:variables?|settings?|config|configured|spec)(?:_|$)/,
    said: /\b(?:variables?|settings?|config\w*|spec\w*|limits?|max\w*|desired|expected|quota|capacity|mismatch\w*|allowed|size)\b/,
    isBound: true,
  },
];

/** How many sides of its subject a metric's name tells that the question does not ask for: of two metrics, the plainer is meant. */
export function unaskedFacets({ plain, signals, threshold }: Request, { metric }: MetricTraits): number {
  const name = metric.name.toLowerCase();
  const isShare = signals.has('ratio') || threshold?.of === 'percent';
  return FACETS.filter(
    (facet) => facet.name.test(name) && !facet.said.test(plain) && !(isShare && facet.isBound),
  ).length;
}
