import type { AnomalyType } from '@metrics-ai/anomaly-detection';

const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;

/** What is different from an ordinary day at one moment. */
export interface Conditions {
  /** Factor on the number of visitors. */
  visitors: number;
  /** Factor on the cache's miss ratio. */
  cacheMisses: number;
  /** Share of the queue's consumers that work. */
  consumers: number;
  /** Database connections that nobody gives back. */
  heldConnections: number;
  /** Added to the used share of the database's disk, which is full at 1. */
  diskRatio: number;
  checkoutLeakBytes: number;
  /** Added to the share of requests that fail. */
  paymentErrors: number;
  checkoutErrors: number;
  frontendErrors: number;
  inventoryInstanceLost: boolean;
  batchSkipped: boolean;
}

const ordinary: Conditions = {
  visitors: 1,
  cacheMisses: 1,
  consumers: 1,
  heldConnections: 0,
  diskRatio: 0,
  checkoutLeakBytes: 0,
  paymentErrors: 0,
  checkoutErrors: 0,
  frontendErrors: 0,
  inventoryInstanceLost: false,
  batchSkipped: false,
};

export type IncidentKind =
  | 'spike'
  | 'drop'
  | 'level-shift'
  | 'leak'
  | 'saturation'
  | 'backlog'
  | 'missing'
  | 'stopped'
  | 'error-burst';

/** Series that show an incident, and as what. */
export interface Affected {
  /** Their selector. */
  readonly series: string;
  /** The types of anomaly that it rightly has on them: more than one where people would not agree. */
  readonly types: readonly AnomalyType[];
}

export interface Incident {
  readonly id: string;
  readonly kind: IncidentKind;
  readonly title: string;
  /** Where it begins. */
  readonly service: string;
  readonly affected: readonly Affected[];
  /** Services whose other series differ, too, as long as it lasts. Default none. */
  readonly disturbs?: readonly string[];
  readonly startMs: number;
  /** What creeps in is within the ordinary noise for so long; 0 for what is sudden. */
  readonly hiddenMs?: number;
  /** Infinity: it has no end. */
  readonly endMs: number;
  /** What a person sees who looks at the affected series. */
  readonly see: string;
  /** Called for moments between start and end. */
  readonly change: (conditions: Conditions, sinceStartMs: number) => void;
}

export function conditionsAt(incidents: readonly Incident[], tMs: number): Conditions {
  const conditions = { ...ordinary };
  for (const { startMs, endMs, change } of incidents) {
    if (tMs >= startMs && tMs < endMs) change(conditions, tMs - startMs);
  }
  return conditions;
}

/**
 * The script of the two weeks before `nowMs`. All but the last incident happen at fixed times of the day (UTC), as what they do to
 * the shop depends on how busy it is.
 */
export function shopIncidents(nowMs: number): Incident[] {
  const at = (daysAgo: number, time: string) => dayTime(nowMs, daysAgo, time);
  const paymentErrorsMs = Math.floor(nowMs / minuteMs) * minuteMs - 85 * minuteMs;
  return [
    {
      id: 'flash-sale',
      kind: 'spike',
      title: 'A newsletter brings three times the visitors',
      service: 'frontend',
      affected: [
        { series: 'http_requests_total{service="frontend",method="GET",status="200"}', types: ['spike'] },
        { series: 'cpu_usage{service="frontend"}', types: ['spike'] },
        { series: 'http_request_duration_seconds_bucket{service="frontend"}', types: ['spike'] },
        { series: 'active_sessions{service="frontend"}', types: ['spike'] },
      ],
      startMs: at(11, '14:10'),
      endMs: at(11, '14:40'),
      see: 'Requests, sessions, CPU and latency of the front end jump for half an hour, and everything behind it follows.',
      change: (conditions, sinceMs) => (conditions.visitors *= 1 + 2.1 * ease(sinceMs, 3 * minuteMs)),
    },
    {
      id: 'checkout-leak',
      kind: 'leak',
      title: 'A memory leak in checkout',
      service: 'checkout',
      affected: [{ series: 'memory_usage{service="checkout"}', types: ['trend_change'] }],
      hiddenMs: hourMs,
      startMs: at(10, '06:00'),
      endMs: at(8, '09:30'),
      see: 'Memory climbs steadily for two days, to more than twice its usual level, until a new release restarts the service.',
      change: (conditions, sinceMs) => (conditions.checkoutLeakBytes += (sinceMs / hourMs) * 14e6),
    },
    {
      id: 'cdn-outage',
      kind: 'drop',
      title: 'The content delivery network is down',
      service: 'frontend',
      affected: [
        { series: 'http_requests_total{service="frontend",method="GET",status="200"}', types: ['drop'] },
        { series: 'cpu_usage{service="frontend"}', types: ['drop'] },
        { series: 'active_sessions{service="frontend"}', types: ['drop'] },
      ],
      startMs: at(9, '11:05'),
      endMs: at(9, '11:45'),
      see: 'Six of seven visitors do not arrive for forty minutes.',
      change: (conditions) => (conditions.visitors *= 0.14),
    },
    {
      id: 'missing-batch',
      kind: 'missing',
      title: 'The nightly stock synchronisation does not run',
      service: 'inventory',
      affected: [
        { series: 'batch_records_processed_total', types: ['drop'] },
        { series: 'batch_last_success_timestamp_seconds', types: ['frozen'] },
      ],
      startMs: at(7, '02:00'),
      endMs: at(6, '01:30'),
      see: 'No records are processed at 02:00, and the time of the last success stays where it was for two days.',
      change: (conditions) => (conditions.batchSkipped = true),
    },
    {
      id: 'cache-ttl',
      kind: 'level-shift',
      title: 'A release sets the lifetime of cache entries too short',
      service: 'cache',
      affected: [
        { series: 'cache_misses_total', types: ['level_shift'] },
        { series: 'db_queries_total{operation="select"}', types: ['level_shift'] },
      ],
      disturbs: ['cache', 'database'],
      startMs: at(6, '09:30'),
      endMs: at(5, '16:00'),
      see: 'The cache misses three and a half times as often until the release is rolled back; the database answers the difference.',
      change: (conditions) => (conditions.cacheMisses *= 3.5),
    },
    {
      id: 'disk-full',
      kind: 'saturation',
      title: 'A forgotten replication slot fills the disk of the database',
      service: 'database',
      affected: [{ series: 'disk_used_ratio{service="database"}', types: ['trend_change', 'frozen'] }],
      hiddenMs: 20 * minuteMs,
      startMs: at(4, '07:00'),
      endMs: at(4, '19:30'),
      see: 'Disk use climbs from about 60 % to 100 % within six hours and stays there until somebody makes room.',
      change: (conditions, sinceMs) => (conditions.diskRatio += Math.min(0.45, (sinceMs / hourMs) * 0.068)),
    },
    {
      id: 'db-connections',
      kind: 'saturation',
      title: 'Connections are not given back: the database pool is exhausted',
      service: 'database',
      affected: [
        { series: 'db_connections_active', types: ['spike', 'level_shift'] },
        {
          series: 'http_request_duration_seconds_bucket{service="checkout"}',
          types: ['spike', 'level_shift'],
        },
        {
          series: 'http_request_duration_seconds_bucket{service="inventory"}',
          types: ['spike', 'level_shift'],
        },
      ],
      startMs: at(3, '13:05'),
      endMs: at(3, '13:55'),
      see: 'Connections in use rise to the limit of 100 and stay pinned there; checkout and inventory become many times slower.',
      change: (conditions, sinceMs) => (conditions.heldConnections += 90 * ease(sinceMs, 10 * minuteMs)),
    },
    {
      id: 'lost-instance',
      kind: 'stopped',
      title: 'An instance of inventory disappears',
      service: 'inventory',
      affected: [
        { series: '{instance="inventory-1"}', types: ['stopped'] },
        { series: 'cpu_usage{instance="inventory-0"}', types: ['level_shift'] },
      ],
      disturbs: ['inventory'],
      startMs: at(2, '10:17'),
      endMs: Infinity,
      see: 'All series of inventory-1 stop and do not come back; inventory-0 carries twice its load.',
      change: (conditions) => (conditions.inventoryInstanceLost = true),
    },
    {
      id: 'queue-backlog',
      kind: 'backlog',
      title: 'Consumers of the order queue hang',
      service: 'queue',
      affected: [
        { series: 'queue_depth', types: ['spike', 'trend_change'] },
        { series: 'queue_messages_consumed_total', types: ['drop', 'stopped'] },
      ],
      startMs: at(1, '15:20'),
      endMs: at(1, '16:10'),
      see: 'Messages pile up by the thousands for fifty minutes and are worked off in the half hour after.',
      change: (conditions) => (conditions.consumers = 0),
    },
    {
      id: 'payment-errors',
      kind: 'error-burst',
      title: 'The payment gateway fails; errors spread to checkout and the front end',
      service: 'payment',
      affected: [
        { series: 'http_requests_total{service="payment",status="500"}', types: ['level_shift'] },
        { series: 'payment_failures_total{reason="gateway_error"}', types: ['level_shift'] },
        { series: 'http_request_duration_seconds_bucket{service="payment"}', types: ['level_shift'] },
        { series: 'http_requests_total{service="checkout",status="500"}', types: ['level_shift'] },
        {
          series: 'http_requests_total{service="frontend",method="POST",status="500"}',
          types: ['level_shift'],
        },
        { series: 'orders_total', types: ['drop', 'level_shift'] },
      ],
      startMs: paymentErrorsMs,
      endMs: paymentErrorsMs + 4 * hourMs,
      see: 'Errors and latency of payment jump; checkout fails 4 minutes later, posts to the front end after 9; orders fall.',
      change: (conditions, sinceMs) => {
        conditions.paymentErrors += 0.38;
        if (sinceMs >= 4 * minuteMs) conditions.checkoutErrors += 0.3;
        if (sinceMs >= 9 * minuteMs) conditions.frontendErrors += 0.12;
      },
    },
  ];
}

/** A time of the day (UTC), so many days before the one that `nowMs` falls on. */
export function dayTime(nowMs: number, daysAgo: number, time: string): number {
  const [hours, minutes] = time.split(':').map(Number);
  return Math.floor(nowMs / dayMs) * dayMs - daysAgo * dayMs + hours * hourMs + minutes * minuteMs;
}

/** From 0 to 1 within `overMs`, and 1 from then on. */
function ease(sinceMs: number, overMs: number): number {
  return Math.min(1, sinceMs / overMs);
}
