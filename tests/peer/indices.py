#!/usr/bin/env python3
"""Indices that SALib finds from answers that Truce estimates from too.

    indices.py > indices.csv

Rows "answer" are the answers of a function at the points of SALib's design, in its order,
S1 to ST_conf what SALib makes of them; mu to sigma what it makes of the answers at the
points of Truce's own design for Morris's method, which is made here once more. Intervals
rest on resamples, which both draw for themselves: they agree only roughly.
"""

import csv
import importlib.metadata
import sys

import numpy
from SALib.analyze import morris as analyze_morris
from SALib.analyze import sobol as analyze_sobol
from SALib.sample import sobol as sample_sobol


def g_function(x):
    """Sobol's g: a product of |4 x - 2| with weights."""
    a = numpy.array([0, 1, 4.5, 9])
    return numpy.prod((numpy.abs(4 * x - 2) + a) / (1 + a), axis=1)


def ishigami(x):
    x = numpy.pi * (2 * x - 1)
    return (numpy.sin(x[:, 0]) + 7 * numpy.sin(x[:, 1]) ** 2
            + 0.1 * x[:, 2] ** 4 * numpy.sin(x[:, 0]))


def far(x):
    """Far from zero, where an estimate that does not centre its answers is bad."""
    return 1000 + x[:, 0] + 2 * x[:, 1] * x[:, 2]


FUNCTIONS = {"g_function": (g_function, 4), "ishigami": (ishigami, 3), "far": (far, 3)}
ROWS = 64
TRAJECTORIES = 40
SEED = 9

# ---------------------------------------------------------------- Truce's design for Morris

MASK = 2**64 - 1
STARTS, WAYS, ORDERS = 1001, 1002, 1003


def mix(x):
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9 & MASK
    x = (x ^ x >> 27) * 0x94d049bb133111eb & MASK
    return x ^ x >> 31


def below(n, stream, index):
    step = 0x9e3779b97f4a7c15
    x = mix(SEED + step & MASK)
    x = mix(x + (stream + 1) * step & MASK)
    x = mix(x + (index + 1) * step & MASK)
    return (x >> 32) * n >> 32


def trajectory(k, count):
    first = k * count
    up = [below(2, WAYS, first + i) for i in range(count)]
    point = [below(2, STARTS, first + i) / 3 + (0 if up[i] else 2 / 3) for i in range(count)]
    order = list(range(count))
    for i in range(count - 1, 0, -1):
        other = below(i + 1, ORDERS, first + i)
        order[i], order[other] = order[other], order[i]
    yield list(point)
    for i in order:
        point[i] += 2 / 3 if up[i] else -2 / 3
        yield list(point)


def morris(problem, function, count):
    points = numpy.array([p for k in range(TRAJECTORIES) for p in trajectory(k, count)])
    return analyze_morris.analyze(problem, points, function(points), num_resamples=2000, seed=6)


# ---------------------------------------------------------------- what is written


def main():
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(("function", "kind", "index", "value", "source_version"))
    version = f"SALib {importlib.metadata.version('SALib')}"
    for name, (function, count) in FUNCTIONS.items():
        problem = {"num_vars": count, "names": [f"x{i}" for i in range(count)],
                   "bounds": [[0, 1]] * count}
        points = sample_sobol.sample(problem, ROWS, calc_second_order=False, seed=4)
        answers = function(points)
        found = analyze_sobol.analyze(problem, answers, calc_second_order=False,
                                      num_resamples=2000, seed=5)
        for k, answer in enumerate(answers):
            out.writerow((name, "answer", k, repr(float(answer)), version))
        for kind in ("S1", "S1_conf", "ST", "ST_conf"):
            for i in range(count):
                out.writerow((name, kind, i, repr(float(found[kind][i])), version))
        found = morris(problem, function, count)
        for kind in ("mu", "mu_star", "mu_star_conf", "sigma"):
            for i in range(count):
                out.writerow((name, kind, i, repr(float(found[kind][i])), version))


if __name__ == "__main__":
    main()
