import { describe, expect, it } from '@jest/globals';
import { seriesId } from './series-id.ts';

describe('seriesId', () => {
  const labels = { __name__: 'up', job: 'node', instance: 'a:9100' };

  it('is the same for the same labels in another order', () => {
    expect(seriesId('default', { instance: 'a:9100', job: 'node', __name__: 'up' })).toBe(
      seriesId('default', labels),
    );
  });

  it('never changes between versions, or stored records would be orphaned', () => {
    expect(seriesId('default', labels)).toBe('cc44334b-f290-5cb4-8d25-6a6e6cf21c19');
  });

  it('differs by tenant, name and value', () => {
    const ids = [
      seriesId('default', labels),
      seriesId('other', labels),
      seriesId('default', { ...labels, job: 'node2' }),
      seriesId('default', { ...labels, __name__: 'up2' }),
      seriesId('default', { __name__: 'up', job: 'node","instance":"a:9100' }),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('takes an empty label for an absent one, as Prometheus does', () => {
    expect(seriesId('default', { ...labels, zone: '' })).toBe(seriesId('default', labels));
  });
});
