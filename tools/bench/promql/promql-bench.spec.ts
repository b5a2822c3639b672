import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseOptions } from './options.ts';
import { readMetrics, readQuestions } from './read-lines.ts';
import { translateQuestions } from './translate-questions.ts';

describe('bench:promql', () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'promql-bench-spec-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  const write = (name: string, ...lines: readonly string[]): string => {
    const path = join(directory, name);
    writeFileSync(path, lines.join('\n'));
    return path;
  };

  it('needs its three files', () => {
    expect(parseOptions('--metrics=M --questions=Q --out=O'.split(' '))).toMatchObject({
      metrics: 'M',
      questions: 'Q',
      out: 'O',
    });
    expect(() => parseOptions(['--metrics=M', '--questions=Q'])).toThrow('--out FILE is needed');
  });

  it('reads metrics once each, of a type that there is, and of questions only what is asked', () => {
    const metrics = write(
      'metrics.jsonl',
      '{"name":"a_total","type":"counter","help":"Old."}',
      '{"name":"a_total","type":"counter","help":"As.","unit":""}',
      '',
      '{"name":"b","type":"untyped","help":null}',
    );
    expect(readMetrics(metrics)).toEqual([
      { metric: 'a_total', type: 'counter', help: 'As.', unit: '' },
      { metric: 'b', type: 'unknown', help: '', unit: '' },
    ]);
    const questions = write(
      'questions.jsonl',
      '{"id":"1","question":"how many?","promql":"sum(a)","metrics":["a"]}',
    );
    expect(readQuestions(questions)).toEqual([{ id: '1', question: 'how many?' }]);
  });

  it('names file and line of what it cannot read', () => {
    const broken = write('broken.jsonl', '{"id":"1","question":"x"}', '{"id":"2"}');
    expect(() => readQuestions(broken)).toThrow(`${broken}:2: question is missing`);
    expect(() => readMetrics(write('no.json', '[]'))).toThrow(':1: must be an object');
    const twice = write('twice.jsonl', '{"id":1,"question":"x"}', '{"id":"1","question":"y"}');
    expect(() => readQuestions(twice)).toThrow(`${twice}:2: the id "1" stands there twice`);
    expect(() => readMetrics(write('none.json', '{'))).toThrow(/none\.json:1: /);
  });

  it('finds the metric and writes what is asked of it', async () => {
    const described = (metric: string, type: 'counter' | 'gauge', help: string) => ({
      metric,
      type,
      help,
      unit: '',
    });
    const translations = await translateQuestions(
      [
        described('mail_sent_total', 'counter', 'Mails that were sent.'),
        described('mail_queue_length', 'gauge', 'Mails that wait.'),
        described('disk_free_bytes', 'gauge', 'Free space.'),
        described('disk_size_bytes', 'gauge', 'All space.'),
      ],
      [
        { id: 'rate', question: 'mails sent per second' },
        { id: 'bound', question: 'mail queue longer than 100' },
        { id: 'share', question: 'less than 10% of the disk is free' },
      ],
      () => undefined,
    );
    expect(
      Object.fromEntries([...translations].map(([id, { choices }]) => [id, choices[0]?.promql])),
    ).toEqual({
      rate: 'rate(mail_sent_total[5m])',
      bound: 'mail_queue_length > 100',
      share: 'disk_free_bytes / disk_size_bytes * 100 < 10',
    });
  });
});
