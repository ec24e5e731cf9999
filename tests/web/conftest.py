"""Pages start from the same plan as the stage's own tests."""

from tests.targets.conftest import draft, issue, many, plan, source, target

__all__ = ["draft", "issue", "many", "plan", "source", "target"]
