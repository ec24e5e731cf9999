"""An issued plan, reports and an assessment to do every verb to."""

from tests.assessment.conftest import *  # noqa: F403 -- its fixtures: plan, targets, october, verified, scheme, run
