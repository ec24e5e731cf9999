"""考核: a scheme applied to a plan: facts collected, scores, grades and ranks, each with its derivation.

Enters: a scheme file and verified values. Leaves: a scoring run kept with its facts and the scheme's digest, so that it
can be recomputed and disputed years later. Before it `progress`; the engine itself is `scoring`.
"""
