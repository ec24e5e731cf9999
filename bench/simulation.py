"""10,000 draws of 110 units with 5,000 targets, after start-up: python -m bench.simulation [--draws N]

Without options it is the part `simulation` of `python -m bench`.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Iterator

from bench.figures import Figure, told
from bench.scoring import SCHEME, invented
from gangmu.scoring import read_facts, read_scheme
from gangmu.scoring.simulation import read_plan, simulate

BAR = 20.0


def measured(draws: int) -> Iterator[Figure]:
    scheme = read_scheme(SCHEME.read_text("utf-8")).scheme
    assert scheme is not None
    facts = read_facts(scheme, invented(110, 5000))
    plans = {
        "every parameter ±10 %": read_plan(scheme, ["all=±10%"]),
        "every result spread by 10 %": read_plan(scheme, [], ["target.actual=10%"]),
        "both": read_plan(scheme, ["all=±10%"], ["target.actual=10%"]),
    }
    for name, plan in plans.items():
        began = time.perf_counter()
        simulate(scheme, facts, plan, draws=draws, seed=2013)
        took = time.perf_counter() - began
        yield Figure(f"simulation: {draws} draws of 110 units, 5000 targets, {name}", took, "s", BAR)
    yield Figure("simulation: peak memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MB")


def main() -> bool:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--draws", type=int, default=10_000)
    return told(measured(options.parse_args().draws))


if __name__ == "__main__":
    sys.exit(not main())
