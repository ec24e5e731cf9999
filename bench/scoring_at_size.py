"""Memory and time of one large scoring, alone in its process: python -m bench.scoring_at_size TARGETS exact|float"""

from __future__ import annotations

import json
import resource
import sys
import time
from itertools import pairwise

from bench.scoring import SCHEME, invented, units_for
from gangmu.scoring import evaluate, read_facts, read_scheme


def main() -> None:
    """Prints seconds on the clock and of CPU for facts and for scoring, and peak memory in MB, as one line of JSON."""
    targets, numbers = int(sys.argv[1]), sys.argv[2]
    rows = invented(units_for(targets), targets)
    given = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    scheme = read_scheme(SCHEME.read_text("utf-8")).scheme
    assert scheme is not None
    marks = [(time.perf_counter(), time.process_time())]
    facts = read_facts(scheme, rows)
    marks.append((time.perf_counter(), time.process_time()))
    result = evaluate(scheme, facts, numbers="float" if numbers == "float" else "exact")
    marks.append((time.perf_counter(), time.process_time()))
    result.published()
    marks.append((time.perf_counter(), time.process_time()))
    (facts_clock, facts_cpu), (clock, cpu), (told_clock, told_cpu) = (
        tuple(b - a for a, b in zip(before, after, strict=True)) for before, after in pairwise(marks)
    )
    figures = {
        "facts": facts_clock, "facts_cpu": facts_cpu, "scoring": clock, "scoring_cpu": cpu,
        "published": told_clock, "published_cpu": told_cpu,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "memory_of_rows": given,
    }  # fmt: skip
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
