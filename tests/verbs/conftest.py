"""An issued plan, its months and reports, and an assessment, to do every verb to."""

from tests.assessment.conftest import *  # noqa: F403 -- its fixtures: plan, targets, verified, scheme, assessment, run
from tests.documents.conftest import checked, drafted, issued, numbered, register  # noqa: F401
from tests.progress.conftest import add_target, approve, months, save, submit, target, verify  # noqa: F401
