"""From a dispute to its end: accepted or declined, once, whole, and told to all learners concerned."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizzes.disputes import regrading, services
from quizzes.disputes.services import Decided, NewTrial
from quizzes.models import Answer, Dispute, Learner, Notice, Question, Regrade
from tests.disputes.marks import accept, dealt, disputed, mend
from tests.makers import NOON, PARAMETERS, answer, block, deal, review

pytestmark = pytest.mark.django_db


def told(learner: Learner) -> list[str]:
    return [notice.text for notice in learner.notices.all()]


def test_a_mark_is_disputed_once(ada: Learner, tmp_path: Path) -> None:
    first = disputed(ada, tmp_path, note=" It is 3/8. ")
    again, is_new = services.dispute_mark(first.answer, "Again!", now=NOON)
    assert (again, again.note, is_new) == (first, "It is 3/8.", False)


def test_declining_needs_a_reason_which_the_learner_is_told(ada: Learner, grace: Learner, tmp_path: Path) -> None:
    dispute = disputed(ada, tmp_path)
    with pytest.raises(ValueError, match="a reason is needed"):
        services.decline(dispute, "  ", by=grace.user, now=NOON)
    services.decline(dispute, "One order only was asked for.", by=grace.user, now=NOON)
    dispute.refresh_from_db()
    assert (dispute.state, dispute.reply, dispute.decided_by) == (
        "declined",
        "One order only was asked for.",
        grace.user,
    )
    assert told(ada) == [
        "Your dispute of 23 November was looked at, and the mark stands: One order only was asked for."
    ]


def test_accepting_regrades_and_tells_everybody_concerned(
    ada: Learner, emmy: Learner, grace: Learner, tmp_path: Path
) -> None:
    dispute = disputed(ada, tmp_path)
    review(dealt(emmy, tmp_path), 1, text="0.375")
    mend(tmp_path)
    accept(dispute, grace, reply="Thank you!")
    dispute.refresh_from_db()
    assert (dispute.state, Regrade.objects.count()) == ("accepted", 2)
    assert told(ada) == [
        "Your dispute of 23 November was accepted. Your answer “3/8” of 23 November is now marked right; "
        "before, it was wrong. Thank you!"
    ]
    assert told(emmy) == ["Your answer “0.375” of 23 November is now marked right; before, it was wrong."]


def test_several_marks_of_a_learner_make_one_notice(
    ada: Learner, emmy: Learner, grace: Learner, tmp_path: Path
) -> None:
    dispute = disputed(ada, tmp_path)
    for _ in range(3):
        review(emmy.cards.first() or dealt(emmy, tmp_path), 1, text="0.375")
    mend(tmp_path)
    accept(dispute, grace)
    (text,) = told(emmy)
    assert text.endswith("2 more of your answers to that question have another mark, too.")
    assert Notice.objects.get(learner=emmy).answer == Answer.objects.filter(learner=emmy).last()


def test_a_dispute_is_decided_once(ada: Learner, grace: Learner, tmp_path: Path) -> None:
    dispute = disputed(ada, tmp_path)
    mend(tmp_path)
    accept(dispute, grace)
    with pytest.raises(Decided):
        accept(dispute, grace)
    with pytest.raises(Decided):
        services.decline(dispute, "No.", by=grace.user, now=NOON)
    assert (Regrade.objects.count(), Notice.objects.count()) == (1, 1)


def test_what_breaks_off_leaves_nothing(ada: Learner, grace: Learner, tmp_path: Path) -> None:
    dispute = disputed(ada, tmp_path)
    card = ada.cards.get()
    found = regrading.regrade(mend(tmp_path))

    def break_off() -> None:
        assert Regrade.objects.exists() and Notice.objects.exists()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        services.accept(dispute, found, reply="", by=grace.user, now=NOON, then=break_off)
    dispute.refresh_from_db()
    assert (dispute.state, Regrade.objects.count(), Notice.objects.count()) == ("open", 0, 0)
    assert ada.cards.get().memory == card.memory


def test_one_mark_can_be_granted_by_hand(ada: Learner, grace: Learner, tmp_path: Path) -> None:
    dispute = disputed(ada, tmp_path)
    accept(dispute, grace, score=1.0)
    assert Answer.objects.get().bring_up_to_date().score == 1.0
    assert "is now marked right" in told(ada)[0]


def test_a_right_mark_may_be_disputed_too(ada: Learner, grace: Learner, tmp_path: Path) -> None:
    dispute = disputed(ada, tmp_path, text="1/8", note="It cannot be right.")
    mend(tmp_path)
    accept(dispute, grace)
    assert "is now marked wrong; before, it was right" in told(ada)[0]


def test_where_nothing_changes_only_the_dispute_is_answered(ada: Learner, grace: Learner, tmp_path: Path) -> None:
    dispute = disputed(ada, tmp_path)
    accept(dispute, grace, reply="The wording was unclear.")
    assert told(ada) == ["Your dispute of 23 November was accepted. The wording was unclear."]


def test_a_notice_is_put_away_by_its_learner_alone(ada: Learner, emmy: Learner) -> None:
    notice = Notice.objects.create(learner=ada, text="A mark has changed.", at=NOON)
    assert not services.put_away(emmy, notice.pk, now=NOON)
    assert ada.notices.unseen().exists()
    assert services.put_away(ada, notice.pk, now=NOON)
    assert not ada.notices.unseen().exists()


# --- into the question's tests ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("score", "verdict", "around"),
    [(1.0, "right", None), (0.5, "partly", (0.45, 0.55)), (0.88, "partly", (0.83, 0.93)), (0.0, "wrong", None)],
)
def test_a_test_holds_the_new_mark(
    ada: Learner, tmp_path: Path, score: float, verdict: str, around: tuple[float, float] | None
) -> None:
    given = answer(dealt(ada, tmp_path), "3/8")
    assert services.as_test(given, score) == NewTrial(verdict=verdict, text="3/8", seed=None, part="", score=around)


def test_a_test_names_the_variant_where_there_are_several(ada: Learner, tmp_path: Path) -> None:
    given = answer(deal(ada, tmp_path, PARAMETERS)[0], "7")
    test = services.as_test(given, 1.0)
    assert test is not None and test.seed == given.seed


def test_there_is_no_test_without_a_mark_or_a_text(ada: Learner, tmp_path: Path) -> None:
    given = answer(dealt(ada, tmp_path), "3/8", gave_up=True)
    assert services.as_test(given, 0.0) is None
    flash = answer(deal(ada, tmp_path, block("flashcard", slug="trace"), bank="math.flash")[0], "")
    assert services.as_test(flash, None) is None


def test_disputes_outlive_a_mended_question(ada: Learner, tmp_path: Path) -> None:
    disputed(ada, tmp_path)
    mend(tmp_path, block(more=", rev: 2"))
    assert (Dispute.objects.get().state, Question.objects.get().rev) == ("open", 2)
