"""The peer of vector-store.bench.ts: the same vectors in a flat index of FAISS, which compares a query with every vector."""
import faiss
import numpy as np

faiss.omp_set_num_threads(1)
grown = {}


def read(file, dimensions):
    return np.fromfile(file, dtype=np.float32).reshape(-1, dimensions)


def prepare_add(request):
    """Each round adds a batch to the one index of all vectors, from the place on that the request names."""
    vectors = read(request["file"], request["dimensions"])
    index = grown.setdefault("index", faiss.IndexFlatIP(request["dimensions"]))
    batch = request["batch"]

    def add(round_number):
        start = request["from"] + round_number * batch
        index.add(vectors[start : start + batch])

    return add


def prepare_search(request):
    """Each round searches for its query, among all vectors or among those of `rows` alone."""
    queries = read(request["queries"], request["dimensions"])
    rows = request.get("rows")
    index = grown["index"]
    if rows is not None:
        index = faiss.IndexFlatIP(request["dimensions"])
        index.add(read(request["file"], request["dimensions"])[rows])

    def search(round_number):
        found = index.search(queries[round_number : round_number + 1], 10)[1][0]
        return [int(place if rows is None else rows[place]) for place in found if place >= 0]

    return search


JOBS = {"add": prepare_add, "search": prepare_search}
