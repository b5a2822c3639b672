"""The peer of isolation-forest.bench.ts: the same work on the same table and series with numpy and scikit-learn."""
import numpy
from sklearn.ensemble import IsolationForest


def forest(table):
    return -IsolationForest(n_estimators=100, max_samples=256, random_state=1).fit(table).score_samples(table)


def trailing_median(values, points):
    padded = numpy.concatenate([numpy.full(points - 1, numpy.nan), values])
    return numpy.nanmedian(numpy.lib.stride_tricks.sliding_window_view(padded, points), axis=1)


def ensemble(values):
    change = numpy.diff(values, prepend=values[0])
    local = numpy.concatenate([values[:1], trailing_median(values, 25)[:-1]])
    table = numpy.column_stack([values, change, values - local, trailing_median(numpy.abs(change), 25)])
    scores = forest(table)
    z = numpy.abs(values - values.mean()) / values.std(ddof=1)
    q1, q3 = numpy.quantile(values, [0.25, 0.75])
    outside = (values < q1 - 1.5 * (q3 - q1)) | (values > q3 + 1.5 * (q3 - q1))
    isolated = scores > max(numpy.quantile(scores, 0.9), 0.6)
    return (z > 3).astype(int) + outside + isolated >= 2


def prepare_forest(rows):
    table = numpy.array(rows)
    return lambda _: forest(table)


def prepare_ensemble(values):
    series = numpy.array(values)
    return lambda _: ensemble(series)


JOBS = {"forest": prepare_forest, "ensemble": prepare_ensemble}
