import { describe, expect, it } from '@jest/globals';
import type { Embedder } from '../embedder.ts';

/** What every Embedder promises; each adapter runs it. */
export function describeEmbedderContract(name: string, embedder: () => Embedder): void {
  describe(`${name} keeps the contract of an embedder`, () => {
    it('gives vectors of unit length and of the promised dimensions', async () => {
      const vectors = await embedder().embedDocuments(['cpu usage of payment', 'disk space left', 'x']);
      for (const vector of [...vectors, await embedder().embedQuery('which disk is full?')]) {
        expect(vector).toBeInstanceOf(Float32Array);
        expect(vector).toHaveLength(embedder().dimensions);
        expect(dot(vector, vector)).toBeCloseTo(1, 5);
      }
    });

    it('keeps the order of the texts, over many batches', async () => {
      const texts = Array.from({ length: 150 }, (_, i) => `queue ${i} of shop ${i * 7919}`);
      const together = await embedder().embedDocuments(texts);
      expect(together).toHaveLength(texts.length);
      for (const i of [0, 1, 31, 32, 63, 64, 149]) {
        const [alone] = await embedder().embedDocuments([texts[i]]);
        // A model on a graphics card may compute a batch a little differently, but a text stays nearest to itself.
        const similarities = together.map((vector) => dot(vector, alone));
        expect(similarities.indexOf(Math.max(...similarities))).toBe(i);
        expect(similarities[i]).toBeGreaterThan(0.99);
      }
    });

    it('gives the same vector for the same text, every time', async () => {
      const [first] = await embedder().embedDocuments(['memory_usage_bytes of checkout']);
      const [second] = await embedder().embedDocuments(['memory_usage_bytes of checkout']);
      expect(dot(first, second)).toBeCloseTo(1, 4);
    });

    it('gives an empty list for an empty list', async () => {
      expect(await embedder().embedDocuments([])).toEqual([]);
    });

    it.each([
      ['empty', ''],
      ['blank', ' \n\t '],
      ['without letters', '!?—…'],
      ['very long', 'request_duration_seconds of the checkout service '.repeat(20_000)],
      ['one endless word', 'x'.repeat(1_000_000)],
      ['in other scripts', 'использование памяти 内存使用率 استخدام الذاكرة'],
      ['with emoji and combining marks', '🔥👩‍🚒 e\u0301 n\u0303 \u200d'],
      ['with a lone surrogate', 'cpu \ud800 usage'],
      ['with control characters', 'a\u0000b\u001b[31m'],
    ])('takes a text that is %s', async (_, text) => {
      const [document] = await embedder().embedDocuments([text]);
      const query = await embedder().embedQuery(text);
      expect(dot(document, document)).toBeCloseTo(1, 5);
      expect(dot(query, query)).toBeCloseTo(1, 5);
    });

    it('puts similar texts closer together than unrelated ones', async () => {
      const query = await embedder().embedQuery('disk space of the database server');
      const [similar, unrelated] = await embedder().embedDocuments([
        'disk space left on the database server',
        'kitchen temperature',
      ]);
      expect(dot(query, similar)).toBeGreaterThan(dot(query, unrelated) + 0.05);
    });

    it('rejects with kind "aborted" when the signal is aborted', async () => {
      const signal = AbortSignal.abort(new Error('enough'));
      const aborted = expect.objectContaining({ name: 'EmbeddingError', kind: 'aborted' });
      await expect(embedder().embedDocuments(['a'], { signal })).rejects.toEqual(aborted);
      await expect(embedder().embedQuery('a', { signal })).rejects.toEqual(aborted);
      await expect(embedder().check({ signal })).rejects.toEqual(aborted);
    });

    it('stops underway when the signal is aborted', async () => {
      const controller = new AbortController();
      const texts = Array.from({ length: 5_000 }, (_, i) => `text ${i}`);
      const embedding = embedder().embedDocuments(texts, { signal: controller.signal });
      setTimeout(() => controller.abort(), 5);
      await expect(embedding).rejects.toMatchObject({ kind: 'aborted' });
    });

    it('says which version answers, and has an identity', async () => {
      expect((await embedder().check()).version).toMatch(/\d/);
      expect(embedder().identity).toMatch(/^[\w./:-]+$/);
    });
  });
}

export function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, component, i) => sum + component * b[i], 0);
}
