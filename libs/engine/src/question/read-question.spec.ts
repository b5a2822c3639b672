import { describe, expect, it } from '@jest/globals';
import { BEHAVIOUR_TAGS } from '@metrics-ai/features';
import { BEHAVIOUR_PHRASES } from './behaviour-phrases.ts';
import { BEHAVIOURS, type BehaviourName } from './behaviours.ts';
import { readQuestion } from './read-question.ts';

const NOW_MS = Date.UTC(2026, 1, 18, 10, 30);

const read = (question: string) => readQuestion(question, { nowMs: NOW_MS });

/** Names of the behaviours that something is left out for, each once. */
const namesOf = (question: string): BehaviourName[] => [
  ...new Set(
    read(question)
      .behaviours.filter(({ isHint }) => !isHint)
      .map(({ behaviour }) => behaviour.name),
  ),
];

const EXAMPLES: Partial<Record<BehaviourName, readonly (readonly [question: string, text: string])[]>> = {
  climbing: [
    ['services whose memory climbs and never comes down', 'memory'],
    ['memory keeps growing', 'memory'],
    ['latency getting worse over time', 'latency'],
    ['queue depth on the rise', 'queue depth'],
    ['slow but steady increase of connections', 'connections'],
    ['a memory leak in checkout', 'memory checkout'],
    ['file descriptors leak in proxy pods', 'file descriptors proxy pods'],
    ['handles that pile up and never go away', 'handles'],
    ['ever-growing backlog', 'backlog'],
    ['disk usage is increasing every day', 'disk usage'],
    ['letters pile up', 'letters'],
    ['heap usage on an upward trajectory', 'heap usage'],
    ['breaks that creep upwards week after week', 'breaks'],
    ["connections went up and don't come down again", 'connections'],
    ['redis memory growing like crazy', 'redis memory'],
    ['memory whose trend is upward', 'memory'],
    ['inode usage inching towards 100%', 'inode usage'],
    ['queue depth climbing nonstop, namespace orders', 'queue depth namespace orders'],
  ],
  declining: [
    ['traffic trending down', 'traffic'],
    ['sessions dropping like flies', 'sessions'],
    ['logins falling off', 'logins'],
    ['cache size keeps shrinking', 'cache size'],
    ['gradual drop in traffic', 'traffic'],
    ['fewer and fewer connections', 'connections'],
    ['which battery is draining', 'battery'],
    ['battery draining', 'battery'],
  ],
  flat: [
    ['CPU usage that never changes', 'CPU usage'],
    ['latency that hardly varies', 'latency'],
    ['rock solid response times', 'response times'],
    ['which queues stay constant', 'queues'],
    ['failures that are always zero', 'failures'],
    ['goroutines that levelled off', 'goroutines'],
  ],
  noisy: [
    ['error rate all over the place', 'error rate'],
    ['memory bouncing up and down', 'memory'],
    ['very unstable response times', 'response times'],
    ['temperature unstable since yesterday evening', 'temperature'],
    ['pods flapping in staging', 'pods staging'],
  ],
  sawtooth: [
    ['heap climbs slowly then drops suddenly, again and again', 'heap'],
    ['a saw-tooth shape in CPU', 'CPU'],
    ['heap that saw-tooths', 'heap'],
    ['memory goes up slowly and drops sharply over and over', 'memory'],
    ['queue that grows until it is emptied', 'queue'],
  ],
  daily: [
    ['requests follow office hours', 'requests'],
    ['passengers following day and night', 'passengers'],
    ['CPU goes up every morning', 'CPU'],
    ['latency spikes every night', 'latency'],
    ['CPU peaks at the same time each day', 'CPU'],
    ['connections busier by day than at night', 'connections'],
  ],
  weekly: [
    ['traffic lower at the weekend', 'traffic'],
    ['requests differ between weekdays and weekends', 'requests'],
    ['throughput that goes down every weekend', 'throughput'],
  ],
  spiky: [
    ['spiky latency in checkout', 'latency in checkout'],
    ['CPU that keeps spiking', 'CPU'],
    ['many short bursts of errors', 'errors'],
    ['CPU that peaks every 5 minutes', 'CPU'],
  ],
  'isolated-spike': [
    ['a one-off spike in CPU usage', 'CPU usage'],
    ['memory with just one spike', 'memory'],
  ],
  spike: [
    ['what spiked last night', ''],
    ['what had a spike in the night', ''],
    ['sudden CPU peak during the night', 'CPU'],
    ['latency spikes', 'latency'],
    ['response time peak overnight', 'response time'],
  ],
  'level-shift-up': [
    ['latency jumped and stayed high', 'latency'],
    ['sudden permanent increase in errors', 'errors'],
    ['new baseline for memory', 'memory'],
  ],
  'level-shift-down': [
    ['requests dropped to a lower level', 'requests'],
    ['throughput halved', 'throughput'],
    ['went down and never recovered', ''],
  ],
  drop: [
    ['traffic plummeted', 'traffic'],
    ['traffic dropped last night', 'traffic'],
    ['sudden dip in requests', 'requests'],
    ['throughput took a nosedive', 'throughput'],
  ],
  'dropped-to-zero': [
    ['what dropped to zero last night', ''],
    ['no traffic any more', 'traffic'],
    ['the rate went quiet', 'rate'],
    ['did the library go quiet this morning', 'library'],
    ['throughput is at zero', 'throughput'],
    ['services that stopped serving', ''],
    ['consumer that stopped consuming', 'consumer'],
    ['which queues have stopped', 'queues'],
    ['kiln temperature now at zero', 'kiln temperature'],
    ['who stopped sending frames', 'frames'],
    ['queues empty since midnight', 'queues'],
    ['which queues were empty on Sunday', 'queues'],
    ['nothing any more on the queue', 'queue'],
    ['sensors from which nothing arrives any more', 'sensors'],
  ],
  'stopped-reporting': [
    ['what stopped reporting', ''],
    ['no data from sensors in hall 4', 'sensors in hall 4'],
    ['exporters that do not send metrics any more', 'exporters'],
    ['targets that have gone missing since yesterday', 'targets'],
  ],
  frozen: [
    ['flat-lined queue depth', 'queue depth'],
    ['temperature that stopped changing', 'temperature'],
    ['thread count stuck at 200', 'thread count'],
    ['mail queue stuck', 'mail queue'],
  ],
  'near-limit': [
    ['disks almost full', 'disks'],
    ['connection pool maxed out', 'connection pool'],
    ['CPU pegged at 100%', 'CPU'],
    ['close to the limit', ''],
    ['processor pegged', 'processor'],
    ['db cpu pinned', 'db cpu'],
    ['connections maxing out', 'connections'],
    ['disk filling on db-3', 'disk db-3'],
  ],
  gappy: [
    ['gaps in network throughput', 'network throughput'],
    ['latency with missing samples', 'latency'],
  ],
  recovered: [
    ['memory that went up for a few hours and then recovered', 'memory'],
    ['temporary increase in errors', 'errors'],
    ['series that recovered', ''],
    ['throughput fell for an hour and came back', 'throughput'],
    ['queues that backed up and then drained', 'queues'],
    ['backlog had a bump that went away', 'backlog'],
    ['queues that backed up during the night and then drained', 'queues'],
  ],
  restarting: [
    ['pods that restart over and over', 'pods restart'],
    ['workers in a crash loop', 'workers in a crash'],
    ['wallet keeps restarting', 'wallet restarting'],
    ['crash looping services', 'crash'],
  ],
  increased: [
    ['CPU going through the roof', 'CPU'],
    ['response time got worse', 'response time'],
    ['dns lookups taking longer since Friday', 'dns lookups'],
    ['searches have become much slower since Monday', 'searches'],
    ['latency jumped yesterday', 'latency'],
    ['sudden increase in errors', 'errors'],
    ['errors up since Monday', 'errors'],
    ['API latency degraded since 08:40', 'API latency'],
    ['increase of backlog since Monday', 'backlog'],
  ],
  'unusually-high': [
    ['unusually high error rate', 'error rate'],
    ['mail volume twice as high as usual', 'mail volume'],
    ['pods that restarted more often than usual today', 'pods restarted'],
  ],
  'unusually-low': [
    ['traffic lower than usual', 'traffic'],
    ['traffic is lower than yesterday', 'traffic'],
    ['fewer connections than usual yesterday evening', 'connections'],
  ],
  anomalous: [
    ['anything unusual in checkout', 'checkout'],
    ['what happened around 14:00', ''],
    ['latency went haywire', 'latency'],
    ['is something wrong with etcd right now', 'etcd'],
    ['request volume looks odd today', 'request volume'],
  ],
};

const cases = Object.entries(EXAMPLES).flatMap(([name, questions]) =>
  questions.map(([question, text]) => [question, name as BehaviourName, text] as const),
);

describe('readQuestion', () => {
  it.each(cases)('reads %j as %s of %j', (question, name, text) => {
    expect(namesOf(question)).toEqual([name]);
    expect(read(question).text).toBe(text);
  });

  it('says which words each part came from', () => {
    const question = '  What  dropped to zero   last night? ';
    const { behaviours, time, text } = read(question);
    expect(behaviours.map(({ words }) => words)).toEqual(['dropped to zero']);
    expect(time).toMatchObject({
      words: 'last night',
      fromMs: Date.UTC(2026, 1, 17, 20),
      toMs: Date.UTC(2026, 1, 18, 6),
    });
    expect(text).toBe('');
  });

  it('leaves a question of neither behaviour nor time as it is', () => {
    for (const question of [
      'rate of errors',
      'What is the p99 latency of checkout?',
      'show me the metrics of redis',
      'up',
      '',
    ]) {
      expect(read(question)).toEqual({ text: question, behaviours: [] });
    }
  });

  it.each([
    'dropped packets',
    'packets dropped by the kernel',
    'memory usage peak',
    'peak memory',
    'free memory',
    'full text search latency',
    'full GC count',
    'connection limit',
    'CPU steal of a noisy neighbour',
    'node load',
    'burst capacity',
    'instance is down',
    'consumer group falling behind',
    'slow queries',
    'stopped containers',
    'dead letter queue',
    'missing index scans',
    'restarts of pods',
    'replication lag',
    'last backup age',
    'number of anomalies found',
    'memory leaks detected',
    'spikes per hour',
    'anomaly score',
    'steady state error',
    'flat file reads',
    'falling back to the secondary',
    'rising edge counter',
    'log level changes',
    'ramp up time',
    'draining nodes',
    'crash loop count',
    'node_disk_io_time_weighted falling_edge spike_arrest',
  ])('takes %j for words of metrics', (question) => {
    expect(namesOf(question)).toEqual([]);
    expect(read(question).text).toBe(question);
  });

  it.each([
    ['payment declines', 'payment declines'],
    ['number of price increases', 'number of price increases'],
    ['connection drops per client', 'connection drops per client'],
    ['declined payments since yesterday', 'declined payments'],
    ['dropped calls last night', 'dropped calls'],
    ['stopped instances since Monday', 'stopped instances'],
    ['static file requests yesterday', 'static file requests'],
    ['oom kills over the weekend', 'oom kills'],
    ['retries exhausted', 'retries exhausted'],
    ['leader step downs', 'leader step downs'],
    ['burst balance of the volume', 'burst balance of the volume'],
    ['incomplete uploads', 'incomplete uploads'],
    ['high water mark of the partition', 'high water mark of the partition'],
    ['low priority queue length', 'low priority queue length'],
  ])('takes what things are called for no behaviour: %j', (question, text) => {
    expect(read(question)).toMatchObject({ text, behaviours: [] });
  });

  it.each([
    ['cpu that is not spiky', 'that is not spiky', 'cpu'],
    ['memory without spikes', 'without spikes', 'memory'],
    ['latency never spikes', 'never spikes', 'latency'],
    ['queues that are not growing', 'that are not growing', 'queues'],
    ['traffic that did not drop last night', 'that did not drop', 'traffic'],
  ])('reads what is not so: %j', (question, words, text) => {
    expect(read(question)).toMatchObject({ text, behaviours: [{ words, isNegated: true, isHint: true }] });
  });

  it('takes for no negation what says that something is missing', () => {
    expect(namesOf('memory that never comes down')).toEqual(['climbing']);
    expect(namesOf('no data from sensors')).toEqual(['stopped-reporting']);
    expect(namesOf('exporters not reporting')).toEqual(['stopped-reporting']);
  });

  it('takes the first of two verbs in a row for a noun', () => {
    expect(namesOf('payment declines spike last night')).toEqual(['spike']);
    expect(read('payment declines spike last night').text).toBe('payment declines');
  });

  it.each([
    ['latency spikes in chekout last nite', 'spike', 'last nite', 'latency chekout'],
    ['traffic droped to zero yesterdy', 'dropped-to-zero', 'yesterday', 'traffic'],
    ['memory incresing steadly since wensday', 'climbing', 'since wednesday', 'memory'],
  ])('reads misspelt words: %j', (question, name, words, text) => {
    expect(namesOf(question)).toEqual([name]);
    expect(read(question)).toMatchObject({ text, time: { words } });
  });

  it('leaves words that are spelled right', () => {
    for (const question of ['mooring lines changes', 'raising a table', 'failing spied dropper', 'Sunda_y']) {
      expect(read(question).text).toBe(question);
    }
  });

  it.each([
    ["I'm looking for metrics which dropped off a cliff at about 4am", ''],
    ['we have seen increased latency on the gateway since 14:00', 'latency on the gateway'],
    ['our cache hit ratio has been falling since the weekend', 'cache hit ratio'],
    ['Tell me if traffic to the API is back to normal', 'traffic to the API'],
    ["memory's been going up all week", 'memory'],
  ])('looks up no words of the frame: %j', (question, text) => {
    expect(read(question).text).toBe(text);
  });

  it('takes high and low for wishes, and still looks them up', () => {
    const { text, behaviours } = read('high CPU usage patterns');
    expect(text).toBe('high CPU usage');
    expect(behaviours).toMatchObject([{ isHint: true, words: 'high', behaviour: { name: 'high' } }]);
  });

  it('looks a restart up by its word', () => {
    expect(read('pods that restart over and over').text).toContain('restart');
  });

  it('does not take a pattern for a time, nor its time for an event', () => {
    expect(read('latency spikes every night').time).toBeUndefined();
    expect(read('traffic lower at the weekend').time).toBeUndefined();
  });

  it('never has a phrase that says nothing, and stays quick on whatever it is given', () => {
    for (const word of [
      'that ',
      'is ',
      'very ',
      'and then ',
      'a sudden ',
      'steadily ',
      'no ',
      'went up ',
      '\u241f',
      'Ω ',
    ]) {
      const question = word.repeat(2_000).slice(0, 2_000);
      const startedMs = performance.now();
      const { behaviours } = read(question);
      expect(behaviours.every(({ words }) => words.trim() !== '')).toBe(true);
      expect(performance.now() - startedMs).toBeLessThan(2_000);
    }
  });
});

describe('The behaviours', () => {
  it('have phrases each, and tags of the vocabulary', () => {
    expect(Object.keys(BEHAVIOUR_PHRASES).sort()).toEqual(BEHAVIOURS.map(({ name }) => name).sort());
    const vocabulary = new Set<string>(BEHAVIOUR_TAGS.map(({ tag }) => tag));
    for (const { tags, unlike = [] } of BEHAVIOURS) {
      expect([...tags, ...unlike].filter((tag) => !vocabulary.has(tag))).toEqual([]);
    }
  });

  it('leave no tag that nobody could ask for', () => {
    const asked = new Set<string>(BEHAVIOURS.flatMap(({ tags }) => tags));
    expect(BEHAVIOUR_TAGS.map(({ tag }) => tag).filter((tag) => !asked.has(tag))).toEqual([]);
  });
});
