import { expect, test } from '@jest/globals';
import { splitWords } from './split-words.ts';
import { technologiesNamed } from './technologies-named.ts';

test.each([
  ['MySQL is down', 'mysql'],
  ['connections of Postgres', 'pg'],
  ['K8s jobs', 'kube'],
  ['memory of the hosts', 'node'],
  ['Core DNS panics', 'coredns'],
])('"%s" names the technology of %s', (question, calling) => {
  expect(technologiesNamed(splitWords(question))).toContain(splitWords(calling)[0]);
});

test('names none where none is named', () => {
  expect(technologiesNamed(splitWords('requests too slow'))).toEqual(new Set());
  expect(technologiesNamed([])).toEqual(new Set());
});
