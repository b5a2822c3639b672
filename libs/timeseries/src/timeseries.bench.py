"""The peer of timeseries.bench.ts: reads one line "<name> <repeats>" at a time, answers with CPU seconds.

Shapes are those of the TypeScript side. In the profile rolling figures are by running sums, the fastest way in numpy, although
it loses digits on offsets.
"""
import sys
import time

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy import stats
from scipy.signal import find_peaks

POINTS, WINDOW = 4032, 48
index = np.arange(POINTS)
values = np.array([float(text) for text in sys.stdin.readline().split()])
hours = index * 5 / 60


def autocorrelation():
    deviations = values - values.mean()
    spectrum = np.fft.rfft(deviations, 8192)
    sums = np.fft.irfft(spectrum * spectrum.conj())[:POINTS]
    return sums / sums[0]


def rolling_mean():
    sums = np.cumsum(np.concatenate(([0.0], values)))
    return (sums[WINDOW:] - sums[:-WINDOW]) / WINDOW


def rolling_std():
    means = rolling_mean()
    squares = np.cumsum(np.concatenate(([0.0], values * values)))
    return np.sqrt(((squares[WINDOW:] - squares[:-WINDOW]) / WINDOW - means * means) * WINDOW / (WINDOW - 1))


JOBS = {
    "mean": lambda: values.mean(),
    "standardDeviation": lambda: values.std(ddof=1),
    "quantiles": lambda: np.quantile(values, [0.01, 0.05, 0.25, 0.5, 0.75, 0.95]),
    "linearRegression": lambda: stats.linregress(hours, values),
    "autocorrelation": autocorrelation,
    "findPeaks": lambda: find_peaks(values, prominence=2),
    "rollingMean": rolling_mean,
    "rollingStd": rolling_std,
    "median": lambda: np.median(values),
    "medianAbsoluteDeviation": lambda: stats.median_abs_deviation(values),
    "rollingMeanOfWindows": lambda: sliding_window_view(values, WINDOW).mean(axis=1),
    "rollingStdOfWindows": lambda: sliding_window_view(values, WINDOW).std(axis=1, ddof=1),
    "rollingMin": lambda: sliding_window_view(values, WINDOW).min(axis=1),
    "rollingMedian": lambda: np.median(sliding_window_view(values, WINDOW), axis=1),
    "mannKendall": lambda: stats.kendalltau(index, values),
    "theilSen": lambda: stats.theilslopes(values[::8], hours[::8]),
}

for line in sys.stdin:
    name, repeats = line.split()
    job = JOBS.get(name)
    if job is None:
        print("nan", flush=True)
        continue
    start = time.process_time()
    for _ in range(int(repeats)):
        job()
    print((time.process_time() - start) / int(repeats), flush=True)
