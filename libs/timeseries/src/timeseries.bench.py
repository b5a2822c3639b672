"""The peer of timeseries.bench.ts: the same figures of the same series with numpy and scipy."""
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy import stats
from scipy.signal import find_peaks

POINTS, WINDOW = 4032, 48
index = np.arange(POINTS)
hours = index * 5 / 60


def autocorrelation(values):
    deviations = values - values.mean()
    spectrum = np.fft.rfft(deviations, 8192)
    sums = np.fft.irfft(spectrum * spectrum.conj())[:POINTS]
    return sums / sums[0]


def rolling_mean(values):
    sums = np.cumsum(np.concatenate(([0.0], values)))
    return (sums[WINDOW:] - sums[:-WINDOW]) / WINDOW


def rolling_std(values):
    means = rolling_mean(values)
    squares = np.cumsum(np.concatenate(([0.0], values * values)))
    return np.sqrt(((squares[WINDOW:] - squares[:-WINDOW]) / WINDOW - means * means) * WINDOW / (WINDOW - 1))


FIGURES = {
    "mean": lambda values: values.mean(),
    "standardDeviation": lambda values: values.std(ddof=1),
    "quantiles": lambda values: np.quantile(values, [0.01, 0.05, 0.25, 0.5, 0.75, 0.95]),
    "linearRegression": lambda values: stats.linregress(hours, values),
    "autocorrelation": autocorrelation,
    "findPeaks": lambda values: find_peaks(values, prominence=2),
    "rollingMean": rolling_mean,
    "rollingStd": rolling_std,
    "median": lambda values: np.median(values),
    "medianAbsoluteDeviation": lambda values: stats.median_abs_deviation(values),
    "rollingMeanOfWindows": lambda values: sliding_window_view(values, WINDOW).mean(axis=1),
    "rollingStdOfWindows": lambda values: sliding_window_view(values, WINDOW).std(axis=1, ddof=1),
    "rollingMin": lambda values: sliding_window_view(values, WINDOW).min(axis=1),
    "rollingMedian": lambda values: np.median(sliding_window_view(values, WINDOW), axis=1),
    "mannKendall": lambda values: stats.kendalltau(index, values),
    "theilSen": lambda values: stats.theilslopes(values[::8], hours[::8]),
}


def job_of(figure):
    def prepare(numbers):
        values = np.array(numbers)
        return lambda _: figure(values)

    return prepare


JOBS = {name: job_of(figure) for name, figure in FIGURES.items()}
