#!/usr/bin/env python3
"""Points of Sobol's sequence as scipy makes them, and the table that Truce makes them from.

    sobol_points.py > sobol_points.csv
    sobol_points.py --table > ../../src/math/sobol_list.h

The table holds the first rows of new-joe-kuo-6.21201 (Joe and Kuo 2008), which SALib carries
as text. They are compared with scipy's copy on the way.
"""

import csv
import os
import sys

import numpy
import scipy
from scipy.stats import qmc

DIMENSIONS = 512
POINTS = (0, 1, 2, 3, 5, 8, 13, 100, 255, 1000, 4095, 65535)
SHOWN = (0, 1, 2, 3, 4, 7, 12, 20, 36, 52, 99, 160, 250, 336, 480, 500, 511)

LICENCE = """\
/* sobol_list.h - direction numbers of Sobol's sequence: dimensions 1 .. 511 (0 needs none).
 *
 * Of each dimension the primitive polynomial over GF(2), its highest bit first, as a number;
 * then as many odd numbers m_1, m_2, ... as its degree, m_k < 2^k.  Degrees never fall, so a
 * dimension's place follows from its number.  Made by tests/peer/sobol_points.py from
 * new-joe-kuo-6.21201, https://web.maths.unsw.edu.au/~fkuo/sobol/ (S. Joe and F. Y. Kuo,
 * Constructing Sobol sequences with better two-dimensional projections, SIAM Journal on
 * Scientific Computing 30, 2635-2654, 2008), which is under this licence:
 *
 * Copyright (c) 2008, Frances Y. Kuo and Stephen Joe
 * All rights reserved.
 *
 * Redistribution and use in source and binary forms, with or without
 * modification, are permitted provided that the following conditions are met:
 *
 *     * Redistributions of source code must retain the above copyright
 *       notice, this list of conditions and the following disclaimer.
 *
 *     * Redistributions in binary form must reproduce the above copyright
 *       notice, this list of conditions and the following disclaimer in the
 *       documentation and/or other materials provided with the distribution.
 *
 *     * Neither the names of the copyright holders nor the names of the
 *       University of New South Wales and the University of Waikato
 *       and its contributors may be used to endorse or promote products derived
 *       from this software without specific prior written permission.
 *
 * THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS ``AS IS'' AND ANY
 * EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
 * WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
 * DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDERS BE LIABLE FOR ANY
 * DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES
 * (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES;
 * LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND
 * ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT
 * (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS
 * SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE. */
/* clang-format off */
"""


def write_table():
    from SALib.sample.directions import directions

    scipys = numpy.load(
        os.path.join(os.path.dirname(scipy.stats.__file__), "_sobol_direction_numbers.npz"))
    numbers = []
    for dimension in range(1, DIMENSIONS):
        inner, *first = directions[dimension - 1]
        polynomial = 1 << len(first) | inner << 1 | 1
        assert polynomial == scipys["poly"][dimension]
        assert first == list(scipys["vinit"][dimension][:len(first)])
        numbers += [polynomial, *first]
    sys.stdout.write(LICENCE)
    line = ""
    for number in numbers:
        if len(line) + len(f"{number},") > 92:
            print(line)
            line = ""
        line += f"{number},"
    print(line)
    print("/* clang-format on */")


def write_points():
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(("point", "dimension", "bits", "source_version"))
    # scipy goes through the points in the order of the Gray code: its point k is the one whose
    # number has the digits of k ^ (k >> 1).
    points = qmc.Sobol(DIMENSIONS, scramble=False, bits=32).random(2 * max(POINTS) + 2)
    place = {k ^ k >> 1: k for k in range(len(points))}
    for point in POINTS:
        for dimension in SHOWN:
            bits = points[place[point], dimension] * 2**32
            assert bits == int(bits)
            out.writerow((point, dimension, int(bits), f"scipy {scipy.__version__}"))


if __name__ == "__main__":
    write_table() if "--table" in sys.argv[1:] else write_points()
