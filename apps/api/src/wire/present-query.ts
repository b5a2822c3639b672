import {
  anomalyId,
  type AskedBehaviour,
  type ReadCondition,
  type SearchHit,
  type SearchReport,
  type SeriesHit,
  type UnprofiledHit,
} from '@metrics-ai/engine';
import { selector } from '@metrics-ai/prometheus-client';
import type { Facet } from '@metrics-ai/vector-store';
import type { z } from 'zod';
import { presentStoredAnomaly } from './present-anomaly.ts';
import { iso, presentWindow } from './present-values.ts';
import { presentProfile } from './present.ts';
import type * as wire from './query.ts';

type WireHit = z.output<typeof wire.hit>;
type WireResponse = z.output<typeof wire.queryResponse>;
type Relaxed = WireResponse['interpreted_as']['relaxed'][number];

const MOST_VALUES = 50;
const MOST_ANOMALIES = 5;

export function presentSearchReport(query: string, report: SearchReport): WireResponse {
  return {
    query,
    interpreted_as: presentInterpretation(report.interpretation),
    message: report.message,
    hits: report.hits.map(presentHit),
    total: report.total,
    passing: report.passing,
    groups: report.groups?.map(({ metric, series }) => ({ metric, series })),
    facets: report.facets.map(presentFacet),
  };
}

function presentInterpretation({
  text,
  behaviours,
  time,
  unmet,
  unknownTime,
  givenUp,
  replaced,
}: SearchReport['interpretation']): WireResponse['interpreted_as'] {
  const insisted = behaviours.filter(({ isHint }) => !isHint);
  const tagsOf = ({ tags, words }: AskedBehaviour) => tags.map((tag) => ({ tag, words }));
  return {
    text,
    tags: insisted.flatMap(tagsOf),
    anomaly_types: insisted.flatMap(typesOf),
    time_range: time && { start: iso(time.fromMs), end: iso(time.toMs), words: time.words },
    preferred: behaviours.filter(({ isHint, isNegated }) => isHint && !isNegated).flatMap(tagsOf),
    avoided: behaviours.filter(({ isNegated }) => isNegated).flatMap(tagsOf),
    unmet: [...unmet],
    unknown_time: unknownTime,
    relaxed: givenUp.map(presentCondition),
    replaced: replaced.map(presentCondition),
  };
}

const presentCondition = ({ condition, words }: ReadCondition): Relaxed => ({
  condition,
  words: [...words],
});

function typesOf({ anomalyTypes, words }: AskedBehaviour): WireResponse['interpreted_as']['anomaly_types'] {
  if (anomalyTypes === 'any') return [{ type: 'any', words }];
  return anomalyTypes.map((type) => ({ type, words }));
}

function presentHit(hit: SearchHit): WireHit {
  return hit.kind === 'series' ? presentSeriesHit(hit) : presentUnprofiledHit(hit);
}

function presentSeriesHit({ record, score, isWeak, why }: SeriesHit): WireHit {
  const { id, metric, labels, description, tags, unit, promql } = record;
  return {
    score,
    weak: isWeak,
    profiled: true,
    id,
    metric,
    labels,
    description,
    tags: [...tags],
    unit,
    profile: presentProfile(record.profile),
    anomalies: record.anomalies.map((anomaly) => presentStoredAnomaly(id, anomaly)),
    window: presentWindow(record),
    promql,
    why: {
      words: why.words.map(presentWord),
      tags: [...why.tags],
      anomalies: why.anomalies.slice(0, MOST_ANOMALIES).map((anomaly) => anomalyId(id, anomaly)),
    },
  };
}

const presentWord = ({
  asked,
  met,
  field,
  isSynonym,
}: SearchHit['why']['words'][number]): WireHit['why']['words'][number] => ({
  asked,
  met,
  field,
  is_synonym: isSynonym,
});

function presentUnprofiledHit({ entry, score, isWeak, why }: UnprofiledHit): WireHit {
  const { metric, help, unit, type, series } = entry;
  // The name of a histogram's family is that of none of its series.
  const shown = type === 'histogram' ? `${metric}_bucket` : metric;
  return {
    score,
    weak: isWeak,
    profiled: false,
    metric,
    labels: { __name__: metric },
    description: help,
    tags: [],
    unit,
    anomalies: [],
    promql: selector(shown, []),
    type,
    series,
    why: { words: why.words.map(presentWord), tags: [], anomalies: [] },
  };
}

function presentFacet({ field, values }: Facet): WireResponse['facets'][number] {
  return {
    field: field.startsWith('label:') ? field.slice('label:'.length) : field,
    values: values.slice(0, MOST_VALUES).map(({ value, records }) => ({ value, series: records })),
  };
}
