"""Where the points went: full points less what was lost is the total."""

from decimal import Decimal

from gmpy2 import mpq

from gangmu.assessment import losses
from gangmu.assessment.results import result_of


def fall_of(run, key):
    return losses.waterfall(result_of(run), run.facts["tables"], key)


def test_losses_and_the_rest_lead_from_full_points_to_the_total(verified, run):
    verified()
    fall = fall_of(run(), "swj")
    assert fall.full == Decimal("100.00")
    assert fall.full - sum(loss.points for loss in fall.losses) + fall.rest == fall.total


def test_a_target_s_loss_is_what_meeting_it_would_have_brought(verified, run):
    verified()
    (loss,) = fall_of(run(), "jyj").losses
    assert (loss.key, loss.points) == ("T2@jyj", Decimal("6.00"))  # 30 points, 80 per cent done


def test_a_bonus_shows_in_the_rest(verified, run):
    verified()
    assert fall_of(run(), "jyj").rest == Decimal("1.60")  # two steps of two per cent of forty points


def test_deductions_are_losses_too(verified, run):
    verified(skip={"T4"}, late=2)
    fall = fall_of(run(), "swj")
    assert any(loss.component == "报送扣分" and loss.points == Decimal("0.10") for loss in fall.losses)


def test_a_unit_without_total_has_no_waterfall(verified, run):
    verified(skip={"T2"})
    assert fall_of(run(), "jyj") is None


def test_a_rest_that_is_only_rounding_is_told_from_other_losses(verified, run, monkeypatch):
    verified()
    scored = run()
    third = mpq("4.4") / 3  # 1.47 as published, three times; 95.60 points were reached
    monkeypatch.setattr(losses, "_targets", lambda *_: [(losses.Loss(name, Decimal(0)), third) for name in "abc"])
    fall = fall_of(scored, "jyj")
    assert (fall.rest, fall.only_rounding) == (Decimal("0.01"), True)
    monkeypatch.setattr(losses, "_targets", lambda *_: [])
    assert not fall_of(scored, "jyj").only_rounding
