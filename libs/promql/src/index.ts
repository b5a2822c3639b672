export { catalogueOf } from './catalogue.ts';
export { checkPromql, metricsIn } from './check-promql.ts';
export { parseDuration, toDuration } from './duration.ts';
export { walk } from './expression.ts';
export { nearestNames } from './nearest-names.ts';
export { parsePromql, PromqlSyntaxError } from './parse-promql.ts';
export { isSelector, parseSelector, ratedCounter } from './parse-selector.ts';
export { PROMQL_AGGREGATIONS, PROMQL_FUNCTIONS } from './promql-functions.ts';
export { quote, unquote } from './quote.ts';
export { labelName, matchersOf, selector } from './selector.ts';
export { typeOf } from './type-of.ts';

export type { CatalogueMetric, MetricCatalogue } from './catalogue.ts';
export type { CheckOptions, PromqlCheck } from './check-promql.ts';
export type { Expression, LabelMatcher, PromqlType, Span } from './expression.ts';
export type { Finding, FindingCode, Suggestion } from './finding.ts';
export type { ParsedSelector, RatedCounter } from './parse-selector.ts';
export type { PromqlFunction } from './promql-functions.ts';
