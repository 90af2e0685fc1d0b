"""One player's dynamic programs and zero-sum stochastic games: truce beside QuantEcon.py (MIT licence), in one run.

    python3 -m venv venv && venv/bin/pip install quantecon
    PATH=build/release:$PATH OMP_NUM_THREADS=1 venv/bin/python bench/peers/quantecon_cases.py

Decisions: random programs of n states, 10 actions and 10 equally likely successors, patience 0.95; QuantEcon's
DiscreteDP by policy iteration.  Rivals: random zero-sum stochastic games of n states, A x A arms and 3
equally likely successors, patience 0.95; QuantEcon has no stochastic games, so Shapley's iteration is written
here around its linear program for matrix games (optimize.minmax), compiled by numba as that is, until what is left of the error is below
1e-8.  Times are seconds of processor time: truce's whole process, from a cold start with reading and laying out,
and what `solve` takes by its own clock; QuantEcon's solve alone, compiled before.  `apart` is the largest
difference of values at the first state.
"""
import sys
import time

import numpy as np
import quantecon
import scipy.sparse
from numba import njit
from quantecon.optimize.minmax import minmax

import truce_run

PATIENCE = 0.95


def cases(values, form):
    return " ".join(f"{k}: {form(v)}" for k, v in enumerate(values))


def number(v):
    return repr(float(v))


def moves(to):
    """A lottery over the columns of `to` [profile][successor], equally likely."""
    n = to.shape[1]
    lines = ["  chance {"]
    for c in range(n):
        share = f"1/{n}" if c + 1 < n else "rest"
        lines.append(f"    {share} : {{ s := match k {{ {cases(to[:, c], int)} else: 0 }} }}")
    return lines + ["  }"]


def decision_text(pay, to, states, actions):
    lines = ['model "decision"', "period 1 month", f"player us {{ patience {PATIENCE} precision exact }}",
             f"state s : 0..{states - 1} = 0", "each period {", f"  us chooses a from 0..{actions - 1}",
             f"  let k = s * {actions} + a", f"  pay us match k {{ {cases(pay, number)} else: 0 }}"]
    return "\n".join(lines + moves(to) + ["}"]) + "\n"


def rivals_text(pay, to, states, arms):
    lines = ['model "rivals"', "period 1 month"]
    lines += [f"player p{i} {{ patience {PATIENCE} precision exact }}" for i in range(2)]
    lines += [f"state s : 0..{states - 1} = 0", "each period {", "  together {"]
    lines += [f"    p{i} chooses a{i} from 0..{arms - 1}" for i in range(2)]
    lines += ["  }", f"  let k = (s * {arms} + a0) * {arms} + a1",
              f"  pay p0 match k {{ {cases(pay, number)} else: 0 }}",
              f"  pay p1 match k {{ {cases(-pay, number)} else: 0 }}"]
    return "\n".join(lines + moves(to) + ["}"]) + "\n"


def run_truce(text):
    spent, found = truce_run.solve(text)
    return spent, found["solve"]["solve_seconds"], found["players"][0]["value"], found["solve"]


@njit
def shapley(pay, to, states, arms, patience, tolerance):
    v = np.zeros(states)
    sweeps = 0
    while True:
        now = np.empty(states)
        for s in range(states):
            A = np.empty((arms, arms))
            for a in range(arms):
                for b in range(arms):
                    k = (s * arms + a) * arms + b
                    then = 0.0
                    for c in range(to.shape[1]):
                        then += v[to[k, c]]
                    A[a, b] = pay[k] + patience * then / to.shape[1]
            now[s] = minmax(A)[0]
        moved = np.max(np.abs(now - v))
        v = now
        sweeps += 1
        if moved * patience / (1 - patience) <= tolerance:
            return v, sweeps


def decide(pay, to, states, actions):
    k = np.arange(states * actions)
    Q = scipy.sparse.csr_matrix((np.full(to.size, 1 / to.shape[1]), (np.repeat(k, to.shape[1]), to.ravel())),
                                shape=(states * actions, states))
    program = quantecon.markov.DiscreteDP(pay, Q, PATIENCE, k // actions, k % actions)
    before = time.process_time()
    found = program.solve(method="policy_iteration")
    return time.process_time() - before, found.v


def tell(kind, size, mine, peer, apart, certificate):
    spent, solving, *_ = mine
    print(f"{kind:9s} {size:>9s}  {spent:8.3f}  {solving:8.3f}  {peer:8.3f}  {peer / spent:8.2f}  {apart:.1e}"
          f"{'' if certificate['met'] else '!'}", flush=True)


def main():
    rng = np.random.default_rng(7)
    print(f"quantecon {quantecon.__version__}, numpy {np.__version__}")
    print("kind           size   truce s  of which   peer s    peer /   apart")
    print("                                 solve               truce")
    decide(rng.random(40), rng.integers(0, 4, (40, 10)), 4, 10)  # compiles
    shapley(rng.random(8), rng.integers(0, 2, (8, 3)), 2, 2, PATIENCE, 1.0)
    for states in (100, 200, 400):
        pay, to = rng.random(states * 10).round(3), rng.integers(0, states, (states * 10, 10))
        mine = run_truce(decision_text(pay, to, states, 10))
        peer, v = decide(pay, to, states, 10)
        tell("decisions", f"{states}x10", mine, peer, abs(mine[2] - v[0]), mine[3])
    for states, arms in ((20, 4), (50, 4), (200, 4), (40, 10), (400, 3)):
        pay, to = rng.random(states * arms**2).round(3), rng.integers(0, states, (states * arms**2, 3))
        mine = run_truce(rivals_text(pay, to, states, arms))
        before = time.process_time()
        v, _ = shapley(pay, to, states, arms, PATIENCE, 1e-8)
        tell("rivals", f"{states}x{arms}", mine, time.process_time() - before, abs(mine[2] - v[0]), mine[3])


if __name__ == "__main__":
    sys.exit(main())
