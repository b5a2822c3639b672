"""Runs the Python peers of one benchmark: python_host.py x.bench.py.

The script has a dictionary JOBS: `JOBS[name](input)` prepares, and gives what is to be timed, called with the number of the
round. Requests and answers are lines of JSON:

    {"prepare": name, "input": …}  ->  {}
    {"calls": n, "round": k}       ->  {"cpu": seconds, "wall": seconds, "result": of the last call, where JSON has it}

The first line says which versions run, or which Debian package is not there.
"""
import json
import platform
import runpy
import sys
import time

PACKAGES = {"numpy": "python3-numpy", "scipy": "python3-scipy", "sklearn": "python3-sklearn", "faiss": "python3-faiss"}


def say(answer):
    print(json.dumps(answer), flush=True)


def check_kernels():
    """Products of small whole numbers are exact in any order of adding: a kernel that gets them wrong is wrong."""
    import numpy as np

    random = np.random.RandomState(1)
    for kind in (np.float32, np.float64):
        a, b = random.randint(-9, 9, (2, 301, 301))
        if not np.array_equal((a.astype(kind) @ b.astype(kind)).astype(int), a @ b):
            raise ArithmeticError(f"numpy multiplies {kind.__name__} matrices wrongly")


def about():
    names = [f"Python {platform.python_version()}"]
    names += [f"{name} {sys.modules[name].__version__}" for name in PACKAGES if name in sys.modules]
    return ", ".join(names + (blas() if "numpy" in sys.modules else []))


def blas():
    try:
        from threadpoolctl import threadpool_info
    except ImportError:
        return ["unknown BLAS (python3-threadpoolctl tells)"]
    libraries = [library for library in threadpool_info() if library["user_api"] == "blas"]
    kernels = [f"{one['internal_api']} {one['version']} ({one.get('architecture', 'unknown')} kernels)" for one in libraries]
    return kernels or ["reference BLAS"]


def main(script):
    try:
        jobs = runpy.run_path(script)["JOBS"]
    except ModuleNotFoundError as error:
        if error.name not in PACKAGES:
            raise
        say({"missing": PACKAGES[error.name]})
        return
    if "numpy" in sys.modules:
        check_kernels()
    say({"about": about()})
    job = None
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if "prepare" in request:
                job = jobs[request["prepare"]](request["input"])
                say({})
                continue
            calls, round_number = request["calls"], request["round"]
            cpu, wall = time.process_time(), time.perf_counter()
            for _ in range(calls):
                result = job(round_number)
            cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
            say({"cpu": cpu, "wall": wall, "result": result if isinstance(result, (list, int, float)) else None})
        except Exception as error:
            say({"error": f"{type(error).__name__}: {error}"})


main(sys.argv[1])
