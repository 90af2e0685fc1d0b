"""Random stochastic games of two players: truce beside sgamesolver (MIT licence), in one run.

    python3 -m venv venv && venv/bin/pip install numpy scipy cython setuptools wheel
    venv/bin/pip install --no-build-isolation sgamesolver
    PATH=build/release:$PATH venv/bin/python bench/peers/stationary.py

The games are sgamesolver's own, SGame.random_game(S, 2, A, delta=0.95, seed).  Both follow the branch of
logit equilibria from precision 0 to the limit.  Times are seconds of processor time, truce with starting,
reading and laying out, sgamesolver's solve() alone; the ratio is what counts.  `gain` is what anybody could
gain by a best reply for ever, from any state with even odds, computed here for sgamesolver's answer, and by truce for its own.
"""
import os
import sys
import time

import numpy as np

np.NaN = np.nan  # sgamesolver 1.0.2 is older than NumPy 2
import sgamesolver  # noqa: E402

import truce_run  # noqa: E402


def moves(phi, first, end):
    """The lottery that follows in the states first .. end - 1; no expression may become too large."""
    arms, states = phi.shape[1], phi.shape[0]
    if (end - first) * arms * arms * states > 30000:
        middle = (first + end) // 2
        return [f"  if s < {middle} {{"] + moves(phi, first, middle) + ["  } else {"] + moves(phi, middle, end) + ["  }"]
    lines = ["  chance {"]
    for to in range(states):
        cases = " ".join(f"{(s * arms + a) * arms + b}: {phi[s, a, b, to]:.17g}"
                         for s in range(first, end) for a in range(arms) for b in range(arms))
        lines.append(f"    (match k {{ {cases} else: 0 }}) : {{ s := {to} }}")
    return lines + ["  }"]


def model_text(u, phi, delta):
    players, states = u.shape[0], u.shape[1]
    arms = u.shape[2]
    profiles = [(s, a, b) for s in range(states) for a in range(arms) for b in range(arms)]
    lines = ['model "random"', "period 1 month"]
    lines += [f"player p{i} {{ patience {delta!r} precision exact }}" for i in range(players)]
    even = " ".join(f"{1 / states!r} : {s}" if s + 1 < states else f"rest : {s}" for s in range(states))
    lines += [f"state s : 0..{states - 1} = {{ {even} }}", "each period {", "  together {"]
    lines += [f"    p{i} chooses a{i} from 0..{arms - 1}" for i in range(players)]
    lines += ["  }", f"  let k = (s * {arms} + a0) * {arms} + a1"]
    for i in range(players):
        cases = " ".join(f"{(s * arms + a) * arms + b}: {u[i, s, a, b]:.17g}" for s, a, b in profiles)
        lines.append(f"  pay p{i} match k {{ {cases} else: 0 }}")
    lines += moves(phi, 0, states) + ["}"]
    return "\n".join(lines) + "\n"


def gain_of(u, phi, delta, p):
    """The largest gain by a best reply for ever, at the mean over the states."""
    states, worst = u.shape[1], 0
    for i in range(2):
        other = p[:, 1 - i]
        pay = np.einsum("sab,sb->sa" if i == 0 else "sab,sa->sb", u[i], other)
        move = np.einsum("sabt,sb->sat" if i == 0 else "sabt,sa->sbt", phi, other)
        own = p[:, i]
        now = np.linalg.solve(np.eye(states) - delta * np.einsum("sa,sat->st", own, move),
                              np.einsum("sa,sa->s", own, pay))
        best = now.copy()
        for _ in range(200):
            plan = np.argmax(pay + delta * move @ best, axis=1)
            at = np.arange(states)
            best = np.linalg.solve(np.eye(states) - delta * move[at, plan], pay[at, plan])
        worst = max(worst, np.mean(best - now))
    return worst


def run_truce(text):
    spent, found = truce_run.solve(text, may_miss=True)
    return spent, max(player["exploitability"] for player in found["players"]), found["solve"]["met"]


def run_peer(game):
    solver = sgamesolver.homotopy.QRE(game)
    solver.solver_setup()
    solver.solver.verbose = 0
    before = time.process_time()
    solver.solve()
    return time.process_time() - before, solver.equilibrium


def main():
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    sizes = [(5, 2), (10, 4), (20, 4), (50, 2), (100, 2)] if len(sys.argv) < 2 else [tuple(map(int, a.split("x"))) for a in sys.argv[1:]]
    print("states arms seed  truce s  gain      peer s   gain      peer / truce")
    for states, arms in sizes:
        for seed in (1, 2, 3):
            game = sgamesolver.SGame.random_game(states, 2, arms, delta=0.95, seed=seed)
            u = np.moveaxis(np.array(game.u), 0, 0)
            phi = np.array(game.phi)
            if u.shape[0] != 2:
                u = np.moveaxis(u, 1, 0)
            mine, gain, met = run_truce(model_text(u, phi, 0.95))
            peer, equilibrium = run_peer(game)
            their = gain_of(u, phi, 0.95, np.array(equilibrium.strategies)) if equilibrium else float("nan")
            print(f"{states:6d} {arms:4d} {seed:4d}  {mine:7.3f}  {gain:.1e}{'' if met else '!'}  {peer:7.3f}  {their:.1e}  {peer / mine:6.1f}", flush=True)


main()
