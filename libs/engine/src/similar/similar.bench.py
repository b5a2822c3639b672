"""The peer of similar.bench.ts: the correlation of every window of every series with the query, by Fourier transforms."""
import numpy as np
from scipy import fft


def prepare_mass(request):
    """MASS (Mueen et al., 2017), a hundred series at a time: sliding products by FFT, moments by running sums."""
    samples, length = request["samples"], request["length"]
    series = np.fromfile(request["file"], dtype=np.float32).reshape(-1, samples)
    size = fft.next_fast_len(samples + length, real=True)

    def search(round_number):
        start = (round_number * 97) % (samples - length + 1)
        query = series[0, start : start + length].astype(np.float64)
        query = (query - query.mean()) / (np.linalg.norm(query - query.mean()) or 1)
        spectrum = fft.rfft(query[::-1], size)
        best = []
        for first in range(0, len(series), 100):
            part = series[first : first + 100].astype(np.float64)
            dots = fft.irfft(fft.rfft(part, size) * spectrum, size)[:, length - 1 : samples]
            sums = np.cumsum(np.pad(part, ((0, 0), (1, 0))), axis=1)
            squares = np.cumsum(np.pad(part**2, ((0, 0), (1, 0))), axis=1)
            total = sums[:, length:] - sums[:, :-length]
            variance = squares[:, length:] - squares[:, :-length] - total**2 / length
            best.append(np.max(dots / np.sqrt(np.maximum(variance, 1e-12)), axis=1))
        return np.argsort(-np.concatenate(best))[:20].tolist()

    return search


JOBS = {"mass": prepare_mass}
