import { stem } from './stem.ts';

/**
 * Words by which people ask for what names call otherwise, one line a concept; an entry of several words is a phrase.
 * It holds the vocabulary of operations in general (the four golden signals of "Site Reliability Engineering", chapter 6,
 * the USE and RED methods) and usual abbreviations, but no names of metrics.
 */
const CONCEPTS: readonly string[] = [
  'latency, duration, time, response time, delay, slow, slowness, lag, seconds, milliseconds, elapsed, took, rtt',
  'memory, ram, mem, rss, heap, resident, memory leak, oom, out of memory',
  'disk, filesystem, storage, volume, fs, drive, mountpoint, disc, pvc',
  'cpu, processor, core, compute, load',
  'error, failure, fail, failed, exception, 5xx, fault, unsuccessful, panic, crash, broken, abort, reject, denied',
  'traffic, request, throughput, rps, qps, hits, calls, rate, query, http, operations, ops',
  'network, net, interface, bandwidth, nic, ethernet, wire',
  'receive, rx, incoming, inbound, ingress, in, download, read, input',
  'transmit, tx, outgoing, outbound, egress, out, upload, sent, send, write, output',
  'full, usage, used, utilisation, utilization, saturation, occupied, pressure, consumption, space, capacity, busy',
  'free, available, avail, remaining, left, headroom, unused, idle',
  'limit, max, maximum, quota, ceiling, cap, hard',
  'down, unreachable, offline, unavailable, dead, missing, absent, up, healthy, health, alive, online, ready',
  'restart, reboot, crash loop, uptime, start time, boot, started',
  'queue, backlog, pending, waiting, waiters, enqueued, depth, outstanding, unprocessed, inflight',
  'connection, session, client, socket, conn, pool',
  'throttle, rate limit, limited, backoff',
  'drop, dropped, discard, lost, loss, reject',
  'cache, hit ratio, hit rate, hit, miss, misses, evict',
  'replica, replication, follower, standby, slave, secondary, sync, lag',
  'leader, master, primary, election, raft, quorum',
  'certificate, cert, tls, ssl, x509, expiry, expire, expiration',
  'temperature, temp, celsius, heat, hot, thermal, sensor',
  'lock, deadlock, mutex, contention, blocked',
  'thread, goroutine, worker, process, procs, routine',
  'garbage collection, gc, pause, collector',
  'backup, snapshot, dump, checkpoint',
  'message, record, event, log, entries, item, topic',
  'consumer, subscriber, consume, subscription, listener, group',
  'producer, publisher, publish, emit, produce',
  'index, shard, segment, partition, part, chunk',
  'clock, ntp, drift, skew, time sync, offset',
  'swap, paging, page fault',
  'inode, file descriptor, fds, fd, open files, files',
  'job, task, cron, batch, run, scheduled',
  'kubernetes, k8s, kube, cluster, pod, container, namespace',
  'node, host, machine, server, instance, vm, virtual machine',
  'postgres, postgresql, pg',
  'elasticsearch, elastic, es, opensearch',
  'mongodb, mongo',
  'mysql, mariadb, sql',
  'database, db, table, transaction, commit, rollback, schema',
  'deployment, deploy, rollout, release, version, build',
  'configuration, config, reload, settings',
  'count, total, number, amount, many, cumulative',
  'size, bytes, length, volume, large, big, kilobytes, megabytes, gigabytes',
  'success, successful, ok, succeeded, completed, 2xx',
  'alert, notification, alarm, notify',
  'scrape, target, exporter, collect',
  'power, voltage, watts, energy, battery, psu, ups, amperes',
  'fan, rpm, cooling',
  'gpu, graphics, cuda',
  'dns, resolver, lookup, resolution, nameserver',
  'auth, login, authentication, password, unauthorized, credentials, token',
];

const LONGEST_PHRASE = 3;
const conceptsByPhrase = new Map<string, number[]>();
for (const [concept, line] of CONCEPTS.entries()) {
  for (const phrase of new Set(line.split(', ').map((entry) => entry.split(' ').map(stem).join(' ')))) {
    conceptsByPhrase.set(phrase, [...(conceptsByPhrase.get(phrase) ?? []), concept]);
  }
}

/**
 * How strongly each concept (by its number) is meant by words in order, given as stems. A word that stands for several
 * concepts gives each less: 1 / √concepts, so that it weighs as much as one that stands for a single one.
 */
export function conceptsOf(stems: readonly string[]): Map<number, number> {
  const strengths = new Map<number, number>();
  for (let start = 0; start < stems.length; start++) {
    for (let end = start + 1; end <= Math.min(start + LONGEST_PHRASE, stems.length); end++) {
      const concepts = conceptsByPhrase.get(stems.slice(start, end).join(' ')) ?? [];
      for (const concept of concepts) {
        strengths.set(concept, Math.max(strengths.get(concept) ?? 0, 1 / Math.sqrt(concepts.length)));
      }
    }
  }
  return strengths;
}
