"""Tests of sitting an interview: what is in view, what is saved, what two tabs do, and the clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from quizzes.interview import services, sitting
from quizzes.interview.services import Over, Setup
from quizzes.interview.sitting import TooLong
from quizzes.models import Interview, Learner
from tests.interview.seats import seat
from tests.makers import DAY, NOON, bank_text, block, deal, load

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def many(tmp_path: Path) -> None:
    load(tmp_path, **{"math.test": bank_text(*(block(slug=f"q-{number}") for number in range(12)))})


@pytest.fixture
def interview(ada: Learner, many: None) -> Interview:
    """Fifteen minutes, hard; it starts at noon."""
    return started(ada)


def started(learner: Learner, *, key: str = "k", now: datetime = NOON, **choices: Any) -> Interview:
    return services.start_interview(learner, Setup(**{"minutes": 15, **choices}), now=now, seed=7, key=key)


def again(interview: Interview) -> Interview:
    """The same one, as another tab has it."""
    found = Interview.objects.get(pk=interview.pk)
    found.learner = interview.learner
    return found


# --- moving ----------------------------------------------------------------------------------------------------------


def test_time_goes_to_the_question_that_was_in_view(interview: Interview) -> None:
    sitting.look_at(interview, 1, now=NOON)
    sitting.look_at(interview, 2, now=NOON + 50 * SECOND)
    sitting.look_at(interview, 1, now=NOON + 80 * SECOND)
    sitting.look_at(interview, 3, now=NOON + 100 * SECOND)
    assert list(interview.turns.values_list("seconds", flat=True))[:3] == [70, 30, 0]


def test_a_reload_counts_no_time_twice(interview: Interview) -> None:
    for seconds in (0, 10, 20):
        sitting.look_at(again(interview), 1, now=NOON + seconds * SECOND)
    sitting.look_at(interview, 2, now=NOON + 30 * SECOND)
    assert interview.turns.get(position=1).seconds == 30


def test_two_tabs_that_move_count_each_second_once(interview: Interview) -> None:
    other = again(interview)
    sitting.look_at(interview, 1, now=NOON)
    sitting.look_at(interview, 2, now=NOON + 10 * SECOND)
    sitting.look_at(other, 3, now=NOON + 25 * SECOND)
    sitting.finish(interview, now=NOON + 30 * SECOND)
    assert list(interview.turns.values_list("seconds", flat=True))[:3] == [10, 15, 5]


def test_time_counts_up_to_the_deadline_only(interview: Interview) -> None:
    sitting.look_at(interview, 1, now=NOON)
    services.close_overdue(now=NOON + DAY)
    assert interview.turns.get(position=1).seconds == 15 * 60


def test_a_question_left_in_view_overnight_counts_an_hour(ada: Learner, many: None) -> None:
    interview = started(ada, timer="none")
    sitting.look_at(interview, 1, now=NOON)
    sitting.look_at(interview, 2, now=NOON + DAY)
    assert interview.turns.get(position=1).seconds == 3600


@pytest.mark.parametrize("timer", ["none", "hard"])
@pytest.mark.parametrize("back", ["look", "sign", "end"])
def test_time_away_is_no_time_of_the_question(ada: Learner, many: None, timer: str, back: str) -> None:
    """The page gives signs up to a minute and a half, and nobody is there for the next ten."""
    interview = started(ada, timer=timer)
    sitting.look_at(interview, 1, now=NOON)
    for seconds in (30, 60, 90):
        services.hear(again(interview), now=NOON + seconds * SECOND)
    returns = NOON + 90 * SECOND + 10 * MINUTE
    if back == "look":  # to the same question, which is in view still
        sitting.look_at(again(interview), 1, now=returns)
        sitting.look_at(again(interview), 2, now=returns + 20 * SECOND)
    elif back == "sign":  # a computer that has slept wakes
        services.hear(again(interview), now=returns)
        sitting.look_at(again(interview), 2, now=returns + 20 * SECOND)
    else:
        sitting.finish(again(interview), now=returns)
    assert interview.turns.get(position=1).seconds == (90 if back == "end" else 110)


def test_a_short_absence_or_a_lost_sign_takes_nothing_away(interview: Interview) -> None:
    sitting.look_at(interview, 1, now=NOON)
    for seconds in (30, 90, 150):
        services.hear(again(interview), now=NOON + seconds * SECOND)
    sitting.look_at(again(interview), 2, now=NOON + 200 * SECOND)
    assert interview.turns.get(position=1).seconds == 200


def test_the_signs_of_one_page_say_nothing_of_the_next(interview: Interview) -> None:
    """Which a program may show, that gives no signs."""
    sitting.look_at(interview, 1, now=NOON)
    services.hear(again(interview), now=NOON + 30 * SECOND)
    sitting.look_at(again(interview), 2, now=NOON + 40 * SECOND)
    sitting.look_at(again(interview), 3, now=NOON + 5 * MINUTE)
    assert list(interview.turns.values_list("seconds", flat=True))[:2] == [40, 260]


def test_a_sign_after_the_end_changes_nothing(interview: Interview) -> None:
    sitting.look_at(interview, 1, now=NOON)
    services.hear(interview, now=NOON + 30 * SECOND)
    page = again(interview)
    sitting.finish(interview, now=NOON + MINUTE)
    services.hear(page, now=NOON + 65 * SECOND)
    services.hear(page, now=NOON + 10 * MINUTE)
    assert again(interview).heard_at == NOON + 30 * SECOND
    assert interview.turns.get(position=1).seconds == 60


def test_two_tabs_each_bring_their_question_into_view(interview: Interview) -> None:
    sitting.look_at(interview, 1, now=NOON)
    sitting.look_at(again(interview), 2, now=NOON + 10 * SECOND)
    sitting.attend(again(interview), 1, now=NOON + 30 * SECOND)
    sitting.attend(again(interview), 1, now=NOON + 60 * SECOND)
    sitting.look_at(again(interview), 3, now=NOON + 70 * SECOND)
    assert list(interview.turns.values_list("seconds", flat=True))[:3] == [50, 20, 0]
    with pytest.raises(Http404):
        sitting.attend(again(interview), 99, now=NOON + 80 * SECOND)
    assert again(interview).position == 3


def test_what_is_looked_at_is_seen(interview: Interview) -> None:
    sitting.look_at(interview, 2, now=NOON)
    assert list(interview.turns.filter(seen=True).values_list("position", flat=True)) == [2]


@pytest.mark.parametrize(("asked", "shown"), [(0, 1), (-3, 1), (2, 2), (99, None)])
def test_a_position_beyond_the_ends_means_the_end(interview: Interview, asked: int, shown: int | None) -> None:
    turn = sitting.look_at(interview, asked, now=NOON)
    assert turn.position == (shown or interview.turns.count())
    assert again(interview).position == turn.position


def test_flags_and_skips_are_set_and_taken_back(interview: Interview) -> None:
    sitting.flag(interview, 2, True, now=NOON)
    sitting.skip(interview, 3, True, now=NOON)
    rows = sitting.strip(interview)
    assert [row.words for row in rows[:3]] == [("current", "not seen"), ("flagged", "not seen"), ("skipped",)]
    sitting.flag(interview, 2, False, now=NOON)
    sitting.skip(interview, 3, False, now=NOON)
    assert [row.words for row in sitting.strip(interview)[1:3]] == [("not seen",), ("not seen",)]


def test_a_question_that_there_is_not_cannot_be_flagged(interview: Interview) -> None:
    with pytest.raises(Http404):
        sitting.flag(interview, 99, True, now=NOON)


def test_looking_ahead_leaves_the_question_in_view(interview: Interview) -> None:
    sitting.look_at(interview, 1, now=NOON)
    peeked = sitting.peek_at(interview, 2, now=NOON + 10 * SECOND)
    assert (peeked.position, peeked.seen, again(interview).position) == (2, False, 1)
    with pytest.raises(Http404):
        sitting.peek_at(interview, 99, now=NOON)
    with pytest.raises(Over):
        sitting.peek_at(interview, 2, now=NOON + DAY)


@pytest.mark.parametrize(("kind", "kept"), [("free", True), ("flashcard", True), ("numeric", False)])
def test_only_what_can_be_said_is_answered_aloud(ada: Learner, tmp_path: Path, kind: str, kept: bool) -> None:
    interview = seat(ada, deal(ada, tmp_path, block(kind)), now=NOON)
    sitting.skip(interview, 1, True, now=NOON)
    sitting.speak(interview, 1, True, now=NOON)
    turn = interview.turns.get()
    assert (turn.spoken, turn.skipped, turn.seen) == (kept, not kept, kept)
    assert sitting.strip(interview)[0].answered == kept


def test_a_recording_that_was_deleted_is_no_answer(ada: Learner, tmp_path: Path) -> None:
    interview = seat(ada, deal(ada, tmp_path, block("free")), now=NOON)
    sitting.speak(interview, 1, True, now=NOON)
    sitting.speak(interview, 1, False, now=NOON)
    assert not interview.turns.get().spoken
    assert sitting.strip(interview)[0].words == ("current", "no answer yet")


def test_what_is_said_after_the_end_is_not_taken(ada: Learner, tmp_path: Path) -> None:
    interview = seat(ada, deal(ada, tmp_path, block("free")), now=NOON)
    other = again(interview)
    sitting.finish(interview, now=NOON + MINUTE)
    with pytest.raises(Over):
        sitting.speak(other, 1, True, now=NOON + MINUTE)
    assert not interview.turns.get().spoken


def test_the_strip_tells_how_each_question_stands(interview: Interview) -> None:
    sitting.look_at(interview, 1, now=NOON)
    sitting.save(interview, 1, "3/8", version=0, now=NOON)
    sitting.look_at(interview, 2, now=NOON)
    rows = sitting.strip(interview)
    assert [row.words for row in rows[:3]] == [("answered",), ("current", "no answer yet"), ("not seen",)]
    assert sum(row.budget for row in rows) == pytest.approx(15 * 60)


# --- saving ----------------------------------------------------------------------------------------------------------


def test_a_save_stands(interview: Interview) -> None:
    first = sitting.save(interview, 1, "3", version=0, now=NOON)
    second = sitting.save(interview, 1, "3/8", version=first.version, now=NOON + SECOND)
    assert (second.version, second.stale, second.text, second.saved_at) == (2, False, "3/8", NOON + SECOND)
    assert interview.turns.get(position=1).text == "3/8"


def test_the_same_save_sent_again_is_not_stale(interview: Interview) -> None:
    """The network lost the first answer; the browser asks once more."""
    first = sitting.save(interview, 1, "3/8", version=0, now=NOON)
    assert sitting.save(interview, 1, "3/8", version=0, now=NOON + SECOND) == first


def test_an_older_tab_does_not_overwrite(interview: Interview) -> None:
    sitting.save(interview, 1, "of the newer tab", version=0, now=NOON)
    told = sitting.save(again(interview), 1, "of the older tab", version=0, now=NOON + SECOND)
    assert (told.version, told.stale, told.text) == (1, True, "of the newer tab")
    turn = interview.turns.get(position=1)
    assert (turn.text, turn.aside) == ("of the newer tab", "of the older tab")


def test_forced_text_stands_and_the_former_is_kept_aside(interview: Interview) -> None:
    sitting.save(interview, 1, "of the newer tab", version=0, now=NOON)
    sitting.save(interview, 1, "mine", version=0, now=NOON)
    told = sitting.save(interview, 1, "mine", version=0, now=NOON, force=True)
    assert (told.version, told.stale, told.text) == (2, False, "mine")
    turn = interview.turns.get(position=1)
    assert (turn.text, turn.aside) == ("mine", "of the newer tab")


def test_an_older_tab_that_types_on_is_kept_aside_once(interview: Interview) -> None:
    sitting.save(interview, 1, "stands", version=0, now=NOON)
    for text in ("a", "ab", "abc", "ab"):
        assert sitting.save(interview, 1, text, version=0, now=NOON).stale
    assert interview.turns.get(position=1).aside == "abc"


def test_what_is_put_aside_does_not_grow_without_end(interview: Interview) -> None:
    sitting.save(interview, 1, "stands", version=0, now=NOON)
    for number in range(10):
        sitting.save(interview, 1, f"{number}" * 10_000, version=0, now=NOON)
    aside = interview.turns.get(position=1).aside
    assert len(aside) < 61_000
    assert aside.endswith("9" * 10_000)


@pytest.mark.parametrize("length", [20_000, 20_001])
def test_a_text_has_one_limit_wherever_it_is_typed(interview: Interview, length: int) -> None:
    if length <= 20_000:
        assert sitting.save(interview, 1, "x" * length, version=0, now=NOON).version == 1
        return
    with pytest.raises(TooLong, match="20,001 characters; at most 20,000"):
        sitting.save(interview, 1, "x" * length, version=0, now=NOON)
    assert interview.turns.get(position=1).text == ""


def test_clearing_an_answer_is_saved(interview: Interview) -> None:
    sitting.save(interview, 1, "3/8", version=0, now=NOON)
    assert sitting.save(interview, 1, "", version=1, now=NOON).text == ""
    assert not sitting.strip(interview)[0].answered


def test_an_answer_takes_a_skip_back(interview: Interview) -> None:
    sitting.skip(interview, 1, True, now=NOON)
    sitting.save(interview, 1, "3/8", version=0, now=NOON)
    assert not interview.turns.get(position=1).skipped


def test_what_was_answered_can_be_skipped_and_taken_up(interview: Interview) -> None:
    sitting.save(interview, 1, "3/8", version=0, now=NOON)
    sitting.skip(interview, 1, True, now=NOON)
    (row, *_) = sitting.strip(interview)
    assert (row.words, row.answered) == (("current", "skipped"), False)
    assert interview.turns.get(position=1).text == "3/8"
    sitting.skip(interview, 1, False, now=NOON)
    assert sitting.strip(interview)[0].words == ("current", "answered")
    sitting.skip(interview, 1, True, now=NOON)
    saved = sitting.save(interview, 1, "3/80", version=1, now=NOON)
    assert (saved.skipped, saved.turned) == (False, True)
    assert sitting.strip(interview)[0].words == ("current", "answered")


def test_what_was_saved_without_a_look_counts_as_seen(interview: Interview) -> None:
    sitting.save(interview, 2, "3/8", version=0, now=NOON)
    assert interview.turns.get(position=2).seen


def test_a_question_that_there_is_not_cannot_be_answered(interview: Interview) -> None:
    with pytest.raises(Http404):
        sitting.save(interview, 99, "3/8", version=0, now=NOON)


def writing(queries: CaptureQueriesContext) -> int:
    return sum(query["sql"].startswith(("INSERT", "UPDATE", "DELETE")) for query in queries)


def test_an_autosave_writes_once(interview: Interview) -> None:
    sitting.save(interview, 1, "3", version=0, now=NOON)
    with CaptureQueriesContext(connection) as queries:
        sitting.save(interview, 1, "3/8", version=1, now=NOON)
    assert writing(queries) == 1
    assert sum(query["sql"].startswith("SELECT") for query in queries) == 1


def test_an_unchanged_text_is_not_written(interview: Interview) -> None:
    sitting.save(interview, 1, "3/8", version=0, now=NOON)
    with CaptureQueriesContext(connection) as queries:
        sitting.save(interview, 1, "3/8", version=1, now=NOON)
    assert writing(queries) == 0


# --- the scratch pad -------------------------------------------------------------------------------------------------


def test_the_scratch_pad_is_kept(interview: Interview) -> None:
    saved = sitting.save_pad(interview, "p = 1/2", version=0, now=NOON)
    assert (saved.version, saved.stale) == (1, False)
    assert again(interview).pad == "p = 1/2"


def test_an_older_tab_does_not_overwrite_the_pad_unless_it_insists(interview: Interview) -> None:
    other = again(interview)
    sitting.save_pad(interview, "one", version=0, now=NOON)
    told = sitting.save_pad(other, "two", version=0, now=NOON)
    assert (told.stale, told.text, told.version) == (True, "one", 1)
    assert again(interview).pad == "one"
    assert sitting.save_pad(other, "two", version=0, now=NOON, force=True).version == 2
    assert again(interview).pad == "two"


# --- the clock -------------------------------------------------------------------------------------------------------


def test_the_clock_is_that_of_the_server(interview: Interview) -> None:
    told = sitting.state(interview, now=NOON + 5 * MINUTE)
    assert (told.seconds_left, told.total, told.seconds_over, told.ended) == (600, 900, 0, False)
    assert told.marks == (450, 300, 60)


def test_a_soft_timer_counts_on_beyond_its_end(ada: Learner, many: None) -> None:
    interview = started(ada, timer="soft")
    told = sitting.state(interview, now=NOON + 17 * MINUTE)
    assert (told.seconds_left, told.seconds_over, told.ended) == (0, 120, False)
    assert not sitting.save(interview, 1, "3/8", version=0, now=NOON + 17 * MINUTE).stale


def test_without_a_timer_no_time_is_told(ada: Learner, many: None) -> None:
    told = sitting.state(started(ada, timer="none"), now=NOON + DAY)
    assert (told.seconds_left, told.total, told.marks, told.ended) == (None, None, (), False)


def test_state_tells_the_versions(interview: Interview) -> None:
    sitting.save(interview, 2, "3/8", version=0, now=NOON)
    sitting.save_pad(interview, "pad", version=0, now=NOON)
    told = sitting.state(again(interview), now=NOON)
    assert (told.versions[1], told.versions[2], told.pad_version) == (0, 1, 1)


def test_state_says_that_the_time_is_up(interview: Interview) -> None:
    told = sitting.state(interview, now=NOON + 15 * MINUTE)
    assert (told.ended, told.seconds_left) == (True, 0)
    assert again(interview).ended_at == NOON + 15 * MINUTE


def test_finishing_twice_ends_once(interview: Interview) -> None:
    other = again(interview)
    sitting.look_at(interview, 1, now=NOON)
    sitting.finish(interview, now=NOON + MINUTE)
    sitting.finish(other, now=NOON + 2 * MINUTE)
    assert again(interview).ended_at == NOON + MINUTE
    assert interview.turns.get(position=1).seconds == 60


@pytest.mark.parametrize("act", ["save", "save_pad", "look_at", "flag", "skip"])
def test_nothing_is_taken_from_a_tab_that_does_not_know_of_the_end(interview: Interview, act: str) -> None:
    other = again(interview)
    sitting.finish(interview, now=NOON + MINUTE)
    calls: dict[str, Any] = {
        "save": lambda: sitting.save(other, 1, "late", version=0, now=NOON + MINUTE),
        "save_pad": lambda: sitting.save_pad(other, "late", version=0, now=NOON + MINUTE),
        "look_at": lambda: sitting.look_at(other, 2, now=NOON + MINUTE),
        "flag": lambda: sitting.flag(other, 1, True, now=NOON + MINUTE),
        "skip": lambda: sitting.skip(other, 1, True, now=NOON + MINUTE),
    }
    with pytest.raises(Over):
        calls[act]()
    turn = interview.turns.get(position=1)
    assert (turn.text, turn.aside, turn.flagged, turn.skipped, again(interview).pad) == ("", "", False, False, "")
