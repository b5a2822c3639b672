/** Which series to look at. */
export type SeriesSource =
  /** All series of a metric that have these labels, with exactly these values. */
  | {
      readonly kind: 'metric';
      readonly metricName?: string;
      readonly labels?: Readonly<Record<string, string>>;
    }
  /** All series that a selector matches. */
  | { readonly kind: 'match'; readonly match: string }
  /** What any PromQL expression gives; one that is only a selector is taken as a match. */
  | { readonly kind: 'query'; readonly query: string };
