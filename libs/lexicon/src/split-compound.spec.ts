import { describe, expect, it } from '@jest/globals';
import { splitCompound } from './split-compound.ts';
import { splitWords } from './split-words.ts';

describe('splitCompound', () => {
  it.each([
    ['maxmemory', 'max memory'],
    ['nbthread', 'nb thread'],
    ['numbackends', 'num backends'],
    ['bytesinpersec', 'bytes in per sec'],
    ['offlinepartitionscount', 'offline partitions count'],
    ['underreplicatedpartitions', 'underreplicated partitions'],
    ['totaldiskspaceused', 'total disk space used'],
    ['currentthreadsbusy', 'current threads busy'],
  ])('finds the words of %s', (compound, words) => {
    expect(splitCompound(compound)?.join(' ')).toBe(words);
  });

  it.each([
    'memory', // a word itself
    'sessions',
    'timeout', // known to the lexicon as it is
    'deadlock',
    'filesystem',
    'checkout', // what services are called
    'inventory',
    'statusquo', // not all of it is known
    'perinput',
    'inuse', // too short
  ])('leaves %s whole', (word) => {
    expect(splitCompound(word)).toBeUndefined();
  });

  it('is the same for names and for questions, whatever stands in front', () => {
    expect(splitWords('redis_config_maxclients')).toEqual(splitWords('redis config max clients'));
    expect(splitWords('kafka_server_BytesInPerSec')).toEqual(splitWords('kafka_server_bytesinpersec'));
  });

  it('takes no longer for letters that go on for ever', () => {
    expect(splitCompound('data'.repeat(16))).toHaveLength(16);
    expect(splitWords('data'.repeat(100_000)).length).toBeLessThanOrEqual(16);
  });
});
