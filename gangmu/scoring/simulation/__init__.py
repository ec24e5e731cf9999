"""模拟: how robust the places are. A scheme, facts and a plan of what varies go in; the spread of every unit's
place and the weight of every parameter come out. Randomness lives only here, in generators made from a stated seed.

    plan = read_plan(scheme, vary=["重点=30..50"], spread=["target.actual=10%"])
    simulate(scheme, facts, plan, draws=10_000, seed=2013).as_dict()
"""

from gangmu.scoring.simulation.plan import BadPlan, Plan, Range, Spread, beside_present, read_plan
from gangmu.scoring.simulation.running import Influence, Simulation, UnitSpread, draws_of, simulate

__all__ = [
    "BadPlan",
    "Influence",
    "Plan",
    "Range",
    "Simulation",
    "Spread",
    "UnitSpread",
    "beside_present",
    "draws_of",
    "read_plan",
    "simulate",
]
