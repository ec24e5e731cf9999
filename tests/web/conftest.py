"""Pages start from the same plan as the stage's own tests."""

from tests.targets.conftest import draft, issue, plan, source, target

__all__ = ["draft", "issue", "plan", "source", "target"]
