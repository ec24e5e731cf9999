"""示例: an invented city to try everything with. Nothing in it is real, and every page says so.

Enters: the lists in `data/` and a date. Leaves: units, people, targets, a year of reports and scores, written by the
stages' own actions. The same date always gives the same city.
"""

PASSWORD = "yunzhou-demo"  # noqa: S105  # printed on the sign-in page of every demo; protects nothing
"""The password of every account of the demo."""
