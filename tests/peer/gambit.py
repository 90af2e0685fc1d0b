#!/usr/bin/env python3
"""Writes gambit.csv: logit equilibria of small games, by Gambit.

Run by hand, with pygambit 16.7.0 (PyPI) and Python 3.11:

    python3 -m venv /tmp/gambit && /tmp/gambit/bin/pip install pygambit==16.7.0
    /tmp/gambit/bin/python tests/peer/gambit.py > tests/peer/gambit.csv

The games stand here a second time, written for Gambit and not read from the models beside
this file.  A sequential game is a tree of

    move(player, choice, {arm: tree, ...})      a player picks, having seen all before
    chance(lottery, {arm: (probability, tree)}) nature does
    [1, 2]                                      the end: what each player gets

and `blind=True` in a move hides the last move from the player, so that both are made at the
same time.  Moves with the same `knows` are one information set: what the player knows there is
the same.

What is written is the probability that an arm is picked, over the whole game, and each
player's expected payoff.  Gambit ends its path at a lambda within about 1e-8 of the one that
it was asked for and says which; that one is written, because the profile is exact there.
How exact goes to stderr: the largest distance between a probability and the logit of
Gambit's own values.
"""

import csv
import fractions
import math
import sys

import numpy
import pygambit

LAMBDAS = (0.1, 0.5, 1, 2, 4)


# ---------------------------------------------------------------- games of one move each


class Table:
    """Everybody picks once, at the same time."""

    def __init__(self, players, choices, arms, *payoffs, lambdas=LAMBDAS):
        self.players, self.choices, self.arms = players, choices, arms
        self.game = pygambit.Game.from_arrays(*(numpy.array(p) for p in payoffs))
        self.lambdas = lambdas

    def profile(self, point):
        return point.profile

    def picked(self, profile):
        for player, choice in zip(self.game.players, self.choices):
            for strategy, arm in zip(player.strategies, self.arms):
                yield f"{choice}.{arm}", profile[strategy]

    def groups(self, profile):
        for player in self.game.players:
            yield [(profile[s], profile.strategy_value(s)) for s in player.strategies]


TABLES = {
    "pennies": Table(
        ("row", "column"), ("mine", "yours"), ("heads", "tails"),
        [[9, 0], [0, 1]],
        [[0, 1], [1, 0]]),
    "stag_hunt": Table(
        ("row", "column"), ("mine", "yours"), ("stag", "hare"),
        [[5, 0], [4, 2]],
        [[5, 4], [0, 2]]),
    "three_by_three": Table(
        ("row", "column"), ("mine", "yours"), ("one", "two", "three"),
        [[3, 0, 1], [1, 2, 4], [0, 5, 2]],
        [[1, 4, 0], [3, 2, 1], [2, 0, 3]]),
    # The branch goes up to 0.3812, back to 0.3717, and on from there.
    "turning": Table(
        ("row", "column"), ("mine", "yours"), ("one", "two", "three"),
        [[9, 2, 0], [2, 9, 0], [1, 1, 8]],
        [[9, 2, 0], [0, 6, 2], [0, 2, 8]],
        lambdas=(0.1, 0.36, 0.375, 0.38, 0.4, 1)),
    # Three neighbours; [a][b][c].
    "three_players": Table(
        ("ann", "bob", "cy"), ("a", "b", "c"), ("ride", "give"),
        [[[0, 0], [0, 3]], [[-1, 2], [2, 2]]],
        [[[0, 1], [-2, 2]], [[0, 4], [3, 2]]],
        [[[0, -1], [2, 1]], [[1, 3], [2, 4]]]),
}


# ---------------------------------------------------------------- games with an order


def move(player, choice, arms, blind=False, knows=None):
    return ("move", player, choice, arms, blind, knows)


def chance(lottery, arms):
    return ("chance", None, lottery, arms, False, None)


class Tree:
    """Agents, one for each place where somebody chooses."""

    lambdas = LAMBDAS

    def __init__(self, players, root):
        self.players = players
        self.game = pygambit.Game.new_tree(players=list(players))
        self.places = self.ends = 0  # so many so far: Gambit wants labels that differ
        self.sets = {}
        self.grow(self.game.root, root, None)

    def grow(self, node, tree, elder):
        """Puts `tree` at `node`; `elder` is the place that a blind move shares."""
        if isinstance(tree, list):
            self.ends += 1
            self.game.set_outcome(node, self.game.add_outcome(f"end {self.ends}", tree))
            return
        kind, player, name, arms, _, knows = tree
        elder = elder or self.sets.get((name, knows))
        if elder is not None:
            self.game.append_infoset(node, elder)
        elif kind == "move":
            self.game.append_move(node, player, list(arms))
        else:
            self.game.append_move(node, self.game.players.chance, list(arms))
            self.game.set_chance_probs(
                node.infoset, [fractions.Fraction(p) for p, _ in arms.values()])
        if elder is None:
            self.places += 1
            node.infoset.label = f"{name} {self.places}"
        if knows is not None:
            self.sets[name, knows] = node.infoset
        self.grow_arms(node, kind, arms)

    def grow_arms(self, node, kind, arms):
        shared = None
        for child, arm in zip(list(node.children), arms.values()):
            after = arm[1] if kind == "chance" else arm
            blind = not isinstance(after, list) and after[4]
            self.grow(child, after, shared if blind else None)
            if blind:
                shared = child.infoset

    def profile(self, point):
        """What `point.profile` would be, which pygambit 16.7.0 refuses for a tree."""
        profile = self.game.mixed_behavior_profile()
        for at, action in enumerate(self.game.actions):
            profile[action] = point[at]
        return profile

    def picked(self, profile):
        sums = {}
        for infoset in self.game.infosets:
            choice = infoset.label.split()[0]
            for action in infoset.actions:
                arm = f"{choice}.{action.label}"
                reached = profile.infoset_prob(infoset) * profile[action]
                sums[arm] = sums.get(arm, 0) + reached
        yield from sums.items()

    def groups(self, profile):
        for infoset in self.game.infosets:
            yield [(profile[a], profile.action_value(a)) for a in infoset.actions]


def last_offer():
    """The second round: half the cake is left, and the other side asks for its share."""
    return move("responder", "counter", {
        "much": move("proposer", "final", {"accept": [1, 4], "reject": [0, 0]}),
        "little": move("proposer", "final", {"accept": [3, 2], "reject": [0, 0]}),
    })


def answered(offer):
    return move("responder", "answer", {"accept": offer, "reject": last_offer()})


def called(card, stake):
    """Bob does not see the card."""
    return move("alice", "bet", {
        "raise": move("bob", "answer", {"meet": [stake, -stake], "pass": [1, -1]}, knows="bet"),
        "fold": [-1, 1]}, knows=card)


def breakfast(who, beer, quiche):
    """The sender knows whether it is strong, the receiver what it ate.  `beer` and `quiche` are what
    either is worth to this sender; the receiver gains by a duel with the weak one."""
    right = {"strong": 0, "weak": 1}[who]
    return move("sender", "eats", {
        meal: move("receiver", "answer", {
            "duel": [worth, right], "leave": [worth + 2, 1 - right]}, knows=meal)
        for meal, worth in (("beer", beer), ("quiche", quiche))}, knows=who)


def asked(ordered):
    """Who is asked knows whether it ordered the incident."""
    kept = [1.5, -2] if ordered else [0.5, -2]
    return move("origin", "reply", {"roll_back": [-0.4, -0.3], "keep": kept}, knows=ordered)


def incident(ordered):
    gain = 1.5 if ordered else 0.5
    return move("victim", "answer", {
        "absorb": [gain, -1], "ask": asked(ordered), "retaliate": [gain - 3, -1.2]},
        knows="incident")


def exam(draw):
    """Two hidden moves of one side, a look that the other pays for, and a verdict."""
    def verdict(work, cheat, look):
        knows = f"{look} {cheat if look == 'peek' else ''}"
        paid = {"peek": 0.3, "blind": 0}[look]
        value = {"hard": 2, "easy": 1}[work] + (0.5 if draw == "lucky" else 0)
        effort = {"hard": 0.6, "easy": 0}[work]
        return move("judge", "verdict", {
            "pass": [3 - effort, value - 1.4 - paid - (0.7 if cheat == "copy" else 0)],
            "fail": [-effort - (0.5 if cheat == "copy" else 0), -paid]}, knows=knows)

    def look(work, cheat):
        return move("judge", "look", {
            "peek": verdict(work, cheat, "peek"), "blind": verdict(work, cheat, "blind")},
            knows="")

    return move("pupil", "work", {
        work: move("pupil", "conduct", {"copy": look(work, "copy"), "fair": look(work, "fair")},
                   knows=work)
        for work in ("hard", "easy")}, knows="")


TREES = {
    "ultimatum": Tree(("proposer", "responder"), move("proposer", "offer", {
        "fair": answered([5, 5]), "low": answered([8, 2]), "out": [2, 2]})),
    "entry": Tree(("rival", "owner"), move("rival", "entry", {
        "stay": [0, 4],
        "enter": chance("market", {
            "good": ("7/10", move("owner", "reply", {"fight": [-1, 0], "yield": [3, 2]})),
            "bad": ("3/10", move("owner", "reply", {"fight": [-3, 1], "yield": [1, 0.5]})),
        })})),
    "outside": Tree(("row", "column"), move("row", "door", {
        "leave": [2, 2],
        "stay": move("row", "mine", {
            "opera": move("column", "yours", {"opera": [3, 1], "fight": [0, 0]}, blind=True),
            "fight": move("column", "yours", {"opera": [0, 0], "fight": [1, 2]}, blind=True),
        })})),
    "poker": Tree(("alice", "bob"), chance("card", {
        "king": ("1/2", called("king", 2)), "queen": ("1/2", called("queen", -2))})),
    "breakfast": Tree(("sender", "receiver"), chance("strength", {
        "strong": ("9/10", breakfast("strong", 1, 0)),
        "weak": ("1/10", breakfast("weak", 0, 1))})),
    "rollback": Tree(("origin", "victim"), move("origin", "act", {
        "hold": chance("slip", {"agency": ("3/10", incident(False)), "quiet": ("7/10", [0, 0])}),
        "push": incident(True)})),
    "exam": Tree(("pupil", "judge"), chance("draw", {
        "lucky": ("1/4", exam("lucky")), "plain": ("3/4", exam("plain"))})),
    "centipede": Tree(("ann", "bob"), move("ann", "one", {
        "take": [1, 0.5],
        "pass": move("bob", "two", {
            "take": [0.5, 2],
            "pass": move("ann", "three", {
                "take": [3, 1],
                "pass": move("bob", "four", {"take": [1.5, 4], "pass": [5, 2.5]}),
            })})})),
}


# ---------------------------------------------------------------- what is written


def residual(game, profile, lam):
    worst = 0
    for group in game.groups(profile):
        top = max(value for _, value in group)
        total = sum(math.exp(lam * (value - top)) for _, value in group)
        for p, value in group:
            worst = max(worst, abs(p - math.exp(lam * (value - top)) / total))
    return worst


def rows(game, profile):
    for arm, p in game.picked(profile):
        yield f"P(count {arm} by end >= 1)", p
    for player, name in zip(game.game.players, game.players):
        yield f"V({name})", profile.payoff(player)


def main():
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(("model", "lambda", "question", "value", "source_version"))
    version = f"pygambit {pygambit.__version__}"
    worst = 0
    for name, game in (TABLES | TREES).items():
        for asked in game.lambdas:
            point, = pygambit.qre.logit_solve_lambda(game.game, asked)
            profile = game.profile(point)
            worst = max(worst, residual(game, profile, point.lam))
            for question, value in rows(game, profile):
                out.writerow((name, repr(point.lam), question, repr(float(value)), version))
    print(f"largest residual {worst:.1e}", file=sys.stderr)


if __name__ == "__main__":
    main()
