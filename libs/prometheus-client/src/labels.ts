/** A label set; `__name__` holds the metric's name where there is one. */
export type Labels = Readonly<Record<string, string>>;
