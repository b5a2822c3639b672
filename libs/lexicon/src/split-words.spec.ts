import { expect, test } from '@jest/globals';
import { splitQuery, splitWords, wordsInText } from './split-words.ts';

test('splits at underscores, camelCase, acronyms and digits', () => {
  expect(splitWords('http_requestsTotal')).toEqual(['http', 'request', 'total']);
  expect(splitWords('HTTPServer p99Latency5xx')).toEqual(['http', 'server', 'p', '99', 'latency', '5', 'xx']);
  expect(splitWords('node-exporter:9100 {job="api"}')).toEqual(['nod', 'exporter', '9100', 'job', 'api']);
});

test('lets plurals of acronyms meet the acronym', () => {
  for (const word of ['CPUs', 'cpus', 'CPU', 'cpu', 'Cpu']) expect(splitWords(word)).toEqual(['cpu']);
  expect(splitWords('GPUs APIs')).toEqual(['gpu', 'api']);
});

test.each([
  ['query', 'queries', 'querying', 'queried'],
  ['process', 'processes', 'processing', 'processed'],
  ['drop', 'drops', 'dropped', 'dropping'],
  ['rate', 'rates', 'rated', 'rating'],
  ['cache', 'caches', 'cached', 'caching'],
  ['error', 'errors'],
  ['byte', 'bytes'],
  ['status'],
  ['redis'],
])('gives all forms of %s one stem', (...forms) => {
  expect(new Set(forms.flatMap(splitWords)).size).toBe(1);
});

test('keeps apart what is not the same', () => {
  const words = ['up', 'use', 'us', 'string', 'ping', 'stat', 'status', 'node', 'not', 'no', 'red', 'redis'];
  const stems = words.filter((word) => word !== 'use').flatMap(splitWords);
  expect(new Set(stems).size).toBe(stems.length);
});

test('drops accents, keeps other scripts, leaves out stop words and everything that is no word', () => {
  expect(splitWords('Größe naïve Ｆｕｌｌ')).toEqual([
    'größe'.normalize('NFKD').replace(/\p{M}/gu, ''),
    'naiv',
    'full',
  ]);
  expect(splitWords('メモリ использования 内存')).toEqual(
    ['メモリ', 'использования', '内存'].map((w) => w.normalize('NFKD').replace(/\p{M}/gu, '')),
  );
  expect(splitWords('what is the "rate" of 🚀 \u0000 \ud800 ?')).toEqual(['rat']);
  expect(splitWords('')).toEqual([]);
});

test('cuts runs without end, and takes linear time', () => {
  expect(splitWords('a'.repeat(1_000_000))).toEqual(['a'.repeat(64)]);
  expect(splitWords('A'.repeat(200_000))).toHaveLength(1);
  expect(splitWords('Aa'.repeat(100_000))).toHaveLength(100_000);
});

test('a query is its different words, the first 64', () => {
  expect(splitQuery('Errors of the error rate')).toEqual(['error', 'rat']);
  const many = Array.from({ length: 100 }, (_, i) => String(i)).join(' ');
  expect(splitQuery(many)).toEqual(splitWords(many).slice(0, 64));
});

test('keeps names of products whole, whatever their capitals', () => {
  expect(splitWords('MySQL HAProxy CoreDNS k8s x_K8S')).toEqual([
    'mysql',
    'haproxy',
    'coredn',
    'k8s',
    'x',
    'k8s',
  ]);
  expect(splitWords('SQLServer')).toEqual(['sql', 'server']);
});

test('tells how each word stood in the text', () => {
  expect(wordsInText('Requests in queues')).toEqual([
    { word: 'request', text: 'requests' },
    { word: 'queu', text: 'queues' },
  ]);
});

test('leaves out per which time, which says nothing of what is counted', () => {
  expect(splitWords('requests per second')).toEqual(splitWords('requests'));
  expect(splitWords('bytesinpersec')).toEqual(splitWords('bytes'));
  expect(splitWords('seconds per request')).toEqual(splitWords('seconds per requests'));
  expect(splitWords('per')).toEqual(['per']);
});
