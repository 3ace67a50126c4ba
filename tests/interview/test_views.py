"""Tests of the pages before and during an interview, as they work without any script."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from quizzes.accounts import PENDING
from quizzes.interview.profiles import FAVOUR, KIND_WORDS, PROFILES, TOPIC_WORDS, Profile
from quizzes.interview.services import MOST_STARTED
from quizzes.models import Answer, Card, Interview, Learner, Turn
from tests.interview.seats import move_clock, seat
from tests.makers import BLOCKS, PARAMETERS, bank_text, block, deal, load

pytestmark = pytest.mark.django_db

KINDS = list(BLOCKS)  # flashcard, numeric, choice, free
SETUP = {
    "key": "once",
    "minutes": "15",
    "profile": "balanced",
    "level": "mixed",
    "weak_share": "0.5",
    "follow_ups": "1",
    "timer": "hard",
    "stretch": "1.0",
}
SCRIPT = {"headers": {"Accept": "application/json"}}
MINUTE = timedelta(minutes=1)


@pytest.fixture
def cards(ada: Learner, tmp_path: Path) -> list[Card]:
    return deal(ada, tmp_path, *(block(kind, slug=kind) for kind in KINDS))


@pytest.fixture
def interview(ada: Learner, cards: list[Card]) -> Interview:
    """Four questions, a quarter of an hour, just started."""
    return seat(ada, cards, now=timezone.now())


def page(interview: Interview, position: int = 1) -> str:
    return reverse("turn", args=[interview.pk, position])


def send(client: Client, interview: Interview, position: int = 1, *, script: bool = False, **form: Any) -> Any:
    """What the form of a question sends, to the version that stands."""
    turn = interview.turns.get(position=position)
    data = {"text": turn.text, "version": turn.version, **form}
    return client.post(reverse("turn-text", args=[interview.pk, position]), data, **(SCRIPT if script else {}))


def turn(interview: Interview, position: int = 1) -> Turn:
    return interview.turns.get(position=position)


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


# --- setting up ------------------------------------------------------------------------------------------------------


def test_the_setup_has_sensible_choices_and_states_the_rules(as_ada: Client) -> None:
    response = as_ada.get("/interviews/")
    html = response.content.decode()
    for checked in (
        '"minutes" value="30"',
        '"profile" value="balanced"',
        '"timer" value="hard"',
        '"stretch" value="1.0"',
    ):
        assert f"name={checked} checked" in html
    assert '<option value="0.5" selected>' in html
    assert "runs on while you are away" in text_of(response)
    assert html.index("The rules") < html.index(">Start<")


def test_a_start_leads_to_the_first_question(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    load(tmp_path, bank=bank_text(*(block(slug=f"q-{number}") for number in range(6))))
    response = as_ada.post("/interviews/", SETUP, follow=True)
    interview = Interview.objects.get()
    assert response.redirect_chain[-1][0] == page(interview)
    assert f"Question 1 of {interview.turns.count()}" in text_of(response)
    assert (interview.minutes, interview.timer) == (15, "hard")


def test_a_double_click_on_start_starts_one_interview(as_ada: Client, tmp_path: Path) -> None:
    load(tmp_path, bank=bank_text(*(block(slug=f"q-{number}") for number in range(6))))
    first, second = (as_ada.post("/interviews/", SETUP)["Location"] for _ in range(2))
    assert first == second
    assert Interview.objects.count() == 1


def test_own_weights_are_taken(as_ada: Client, tmp_path: Path) -> None:
    load(tmp_path, bank=bank_text(*(block(slug=f"q-{number}") for number in range(6))))
    as_ada.post("/interviews/", {**SETUP, "profile": "own", "weights.math": "3", "weights.ml": "1"})
    weights = Interview.objects.get().choices["weights"]
    assert (weights["math"], weights["ml"], weights["dl"]) == (3, 1, 0)


def test_own_weights_beside_another_profile_are_refused_beside_their_boxes(as_ada: Client) -> None:
    typed = {**SETUP, "weights.shown": "40 30 30 0 0", "weights.math": "3", "weights.ml": "30", "weights.dl": "30"}
    response = as_ada.post("/interviews/", typed)
    assert response.status_code == 422
    message = "Own weights: you typed numbers of your own, but chose “Balanced”, which has its own."
    html = response.content.decode()
    assert message in html[html.index('class="weights"') : html.index("</fieldset>", html.index('class="weights"'))]
    assert 'name="weights.math" value="3"' in html
    assert 'name="weights.shown" value="40 30 30 0 0"' in html  # sent again as it is, it is refused again
    assert not Interview.objects.exists()


def test_weights_that_stood_in_the_form_go_with_any_profile(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    load(tmp_path, bank=bank_text(*(block(slug=f"q-{number}") for number in range(6))))
    html = as_ada.get("/interviews/").content.decode()
    sent = dict(re.findall(r'name="(weights\.\w+)" value="([^"]*)"', html))
    assert len(sent) == 6
    as_ada.post("/interviews/", {**SETUP, **sent, "profile": "research", "weights.math": ""})
    assert Interview.objects.get().choices["profile"] == "research"


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"minutes": "17"}, "How long: it is one of 15, 30, 45, 60"),
        ({"profile": "boss"}, "For which role: it is one of"),
        ({"profile": "own"}, "Own weights: give at least one area"),
        ({"profile": "own", "weights.math": "nan"}, "Mathematics: this is no number"),
        ({"profile": "own", "weights.dl": "101"}, "Deep learning: a weight lies between 0 and 100"),
        ({"level": "hard"}, "Level: it is one of"),
        ({"weak_share": "2"}, "Weak spots or fresh ground: it lies between 0 and 1"),
        ({"follow_ups": "perhaps"}, "Follow-ups: it is one of"),
        ({"timer": "sand"}, "The clock: it is one of"),
        ({"stretch": "9"}, "More time: it is one of"),
    ],
)
def test_a_wrong_choice_is_named_and_the_others_are_kept(as_ada: Client, wrong: dict[str, str], word: str) -> None:
    response = as_ada.post("/interviews/", {**SETUP, "weak_share": "0.25", "level": "expert", **wrong})
    assert response.status_code == 422
    assert word in text_of(response)
    kept = "0.25" if "level" in wrong else "expert"
    assert f'<option value="{kept}" selected>' in response.content.decode()
    assert not Interview.objects.exists()


def test_a_weight_that_cannot_be_is_told_beside_its_box(as_ada: Client) -> None:
    html = as_ada.post("/interviews/", {**SETUP, "profile": "own", "weights.dl": "-5"}).content.decode()
    boxes = html[html.index('class="weights"') : html.index("</fieldset>", html.index('class="weights"'))]
    assert "Deep learning: a weight lies between 0 and 100." in boxes
    assert re.findall(r'name="(weights\.\w+)"[^>]*aria-invalid', boxes) == ["weights.dl"]


@pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda profile: profile.name)
def test_the_setup_says_what_a_role_asks_more_of(as_ada: Client, profile: Profile) -> None:
    text = text_of(as_ada.get("/interviews/"))
    told = re.search(rf"{profile.title} (.*?)\. (More of .*?|No topic before another, as in your reviews)\. ", text)
    assert told
    assert all(f"{weight}" in told[1] for weight in profile.weights.values() if weight)
    emphasis = profile.emphasis
    names = [*(TOPIC_WORDS[topic] for topic in emphasis.topics), *(KIND_WORDS[kind] for kind in emphasis.kinds)]
    assert all(name in told[2] for name in names)
    assert ("a derivation for each 20 minutes" in told[2]) == (emphasis.derivation_every == 20)
    assert f"{FAVOUR:g} times as readily" in text


def test_where_nothing_can_be_asked_the_page_says_so(as_ada: Client) -> None:
    response = as_ada.post("/interviews/", SETUP)
    assert response.status_code == 422
    assert "There is no question left that fits" in text_of(response)


def test_a_running_interview_is_gone_on_with_instead_of_a_second(as_ada: Client, interview: Interview) -> None:
    response = as_ada.get("/interviews/")
    assert "Go on" in text_of(response)
    assert f'href="/interviews/{interview.pk}/"' in response.content.decode()
    assert as_ada.post("/interviews/", SETUP)["Location"] == "/interviews/"
    assert Interview.objects.count() == 1


def test_earlier_interviews_are_listed_and_their_choices_offered_again(
    as_ada: Client, ada: Learner, cards: list[Card]
) -> None:
    old = seat(ada, cards, now=timezone.now(), ended_at=timezone.now(), stretch=2.0, minutes=45)
    html = as_ada.get("/interviews/").content.decode()
    assert reverse("report", args=[old.pk]) in html
    assert 'name="stretch" value="2.0" checked' in html
    assert 'name="minutes" value="45" checked' in html


def started_often(learner: Learner) -> Interview:
    """As often as one may within an hour; the last of them."""
    began = timezone.now() - 50 * MINUTE
    return [seat(learner, [], now=began, key=str(number), ended_at=began) for number in range(MOST_STARTED)][-1]


def test_too_many_starts_are_refused_with_the_time_to_wait_and_all_choices(as_ada: Client, ada: Learner) -> None:
    started_often(ada)
    response = as_ada.post("/interviews/", {**SETUP, "minutes": "45", "level": "expert", "timer": "soft"})
    html = response.content.decode()
    assert response.status_code == 429
    assert 540 < int(response["Retry-After"]) <= 600
    assert "You can start the next in 10 minutes." in html
    for chosen in ('"minutes" value="45" checked', 'value="expert" selected', '"timer" value="soft" checked'):
        assert chosen in html


def test_what_starts_nothing_does_not_count(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    """A wrong choice, and one for which there is no question."""
    refused = [{**SETUP, "minutes": "20"}, SETUP] * MOST_STARTED
    assert {as_ada.post("/interviews/", form).status_code for form in refused} == {422}
    deal(ada, tmp_path, block())
    assert as_ada.post("/interviews/", SETUP).status_code == 302


def test_once_more_is_refused_with_the_choices_of_then(as_ada: Client, ada: Learner, cards: list[Card]) -> None:
    started_often(ada)
    began = timezone.now() - 50 * MINUTE
    old = seat(ada, cards, now=began, key="old", ended_at=began, minutes=60, stretch=1.5)
    seat(ada, cards, now=began, key="newer", ended_at=began)
    response = as_ada.post(reverse("repetitions", args=[old.pk]), {"key": "again", "same": "1"})
    html = response.content.decode()
    assert response.status_code == 429
    assert 'name="minutes" value="60" checked' in html
    assert 'name="stretch" value="1.5" checked' in html


def test_once_more_asks_the_same_questions(as_ada: Client, ada: Learner, cards: list[Card]) -> None:
    old = seat(ada, cards, now=timezone.now(), ended_at=timezone.now())
    as_ada.post(reverse("repetitions", args=[old.pk]), {"same": "1", "key": "again"})
    new = Interview.objects.get(key="again")
    assert [each.card_id for each in new.turns.all()] == [card.pk for card in cards]
    assert new.like == old


# --- a question ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("position", range(1, len(KINDS) + 1))
def test_a_question_of_every_kind_is_shown_without_hint_or_answer(
    as_ada: Client, interview: Interview, position: int
) -> None:
    response = as_ada.get(page(interview, position))
    text = text_of(response)
    assert f"Question {position} of 4" in text
    assert 'name="text"' in response.content.decode()
    secrets = ("sum of the diagonal", "Three of the eight", "A choice made on data", "has learned the noise")
    for secret in (*secrets, "Add up the diagonal", "Hint", "used to fit both"):
        assert secret not in text


def test_a_flashcard_is_answered_in_writing(as_ada: Client, interview: Interview) -> None:
    assert '<textarea id="answer"' in as_ada.get(page(interview)).content.decode()


def test_the_variant_is_that_of_the_turn(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    cards = deal(ada, tmp_path, PARAMETERS) * 2
    interview = seat(ada, cards, now=timezone.now())
    prompts = {re.search(r"\d\+\d", text_of(as_ada.get(page(interview, number))))[0] for number in (1, 2)}
    assert len(prompts) == 2


def test_next_saves_and_goes_on(as_ada: Client, interview: Interview) -> None:
    as_ada.get(page(interview))
    response = send(as_ada, interview, text="Three.\r\nI think.", next="1")
    assert response["Location"] == page(interview, 2)
    assert turn(interview).text == "Three.\nI think."


def test_ticked_options_are_saved_and_shown_ticked(as_ada: Client, interview: Interview) -> None:
    send(as_ada, interview, 3, text=["A", "C"], next="1")
    assert turn(interview, 3).text == "A C"
    assert len(re.findall(r'value="[AC]" checked', as_ada.get(page(interview, 3)).content.decode())) == 2


@pytest.mark.parametrize(
    ("position", "button", "leads"),
    [
        (2, {"previous": "1"}, "/questions/1/"),
        (1, {"previous": "1"}, "/questions/1/"),
        (1, {"go": "4"}, "/questions/4/"),
        (4, {"next": "1"}, "/submission/"),
        (4, {"skip": "1"}, "/submission/"),
        (2, {"finish": "1"}, "/submission/"),
        (2, {"flag": "1"}, "/questions/2/"),
        (2, {}, "/questions/2/"),
        (2, {"next": "1", "editor": "1"}, "/questions/3/?editor=1"),
    ],
)
def test_every_button_saves_and_leads_on(
    as_ada: Client, interview: Interview, position: int, button: dict[str, str], leads: str
) -> None:
    response = send(as_ada, interview, position, text="0.4", **button)
    assert response["Location"] == f"/interviews/{interview.pk}{leads}"
    assert turn(interview, position).text == "0.4"


def test_the_strip_says_how_each_question_stands(as_ada: Client, interview: Interview) -> None:
    send(as_ada, interview, 1, text="Three.", next="1")
    send(as_ada, interview, 2, skip="1")
    send(as_ada, interview, 3, flag="1")
    text = text_of(as_ada.get(page(interview, 3)))
    for words in ("Question 1 ✓ answered", "Question 2 ↷ skipped", "current, flagged", "Question 4 not seen"):
        assert words in text


def test_a_flag_is_taken_away_again(as_ada: Client, interview: Interview) -> None:
    send(as_ada, interview, flag="1")
    assert 'name="flag" value="0"' in as_ada.get(page(interview)).content.decode()
    send(as_ada, interview, flag="0")
    assert not turn(interview).flagged


def test_a_skip_of_what_was_answered_is_seen_everywhere_and_taken_back(as_ada: Client, interview: Interview) -> None:
    send(as_ada, interview, text="Three.")
    assert send(as_ada, interview, skip="1")["Location"] == page(interview, 2)
    html = as_ada.get(page(interview)).content.decode()
    assert 'name="skip" value="0"' in html
    assert "Question 1 ↷ current, skipped" in text_of(as_ada.get(page(interview)))
    left = text_of(as_ada.get(reverse("submission", args=[interview.pk])))
    assert "0 of 4 answered" in left
    assert "Skipped Question 1" in left
    assert send(as_ada, interview, skip="0")["Location"] == page(interview)
    assert "Question 1 ✓ current, answered" in text_of(as_ada.get(page(interview)))
    assert (turn(interview).text, turn(interview).skipped) == ("Three.", False)


def test_a_script_is_told_how_a_skip_stands(as_ada: Client, interview: Interview) -> None:
    send(as_ada, interview, text="Three.")
    on = send(as_ada, interview, script=True, skip="1", unchanged="1").json()
    assert (on["skipped"], on["next"]) == (True, page(interview, 2))
    off = send(as_ada, interview, script=True, skip="0", unchanged="1").json()
    assert off["skipped"] is False
    assert "next" not in off
    assert "current, answered" in off["strip"]
    send(as_ada, interview, skip="1")
    typed = send(as_ada, interview, script=True, text="Three, I think.").json()
    assert typed["skipped"] is False
    assert "current, answered" in typed["strip"]


def test_the_time_left_is_written_on_the_page(as_ada: Client, interview: Interview) -> None:
    move_clock(interview, 5 * MINUTE)
    text = text_of(as_ada.get(page(interview)))
    assert re.search(r"(10 min|9 min \d+ s) left", text)
    assert "about 4 min" in text  # a quarter of the fifteen


def test_without_a_clock_the_page_says_so(as_ada: Client, ada: Learner, cards: list[Card]) -> None:
    interview = seat(ada, cards, now=timezone.now(), timer="none")
    assert "no time limit" in text_of(as_ada.get(page(interview)))


def test_a_question_beyond_the_last_leads_to_the_last(as_ada: Client, interview: Interview) -> None:
    assert as_ada.get(page(interview, 99))["Location"] == page(interview, 4)


def test_the_interview_leads_to_the_question_in_view(as_ada: Client, interview: Interview) -> None:
    as_ada.get(page(interview, 3))
    assert as_ada.get(f"/interviews/{interview.pk}/")["Location"] == page(interview, 3)


def test_nothing_is_marked_while_it_is_sat(as_ada: Client, interview: Interview) -> None:
    for position in range(1, 5):
        send(as_ada, interview, position, text="A", next="1")
    assert not Answer.objects.exists()


def test_what_is_spoken_may_be_played_and_nothing_else_from_outside(as_ada: Client, interview: Interview) -> None:
    policy = as_ada.get(page(interview))["Content-Security-Policy"]
    assert "media-src blob:" in policy
    assert "unsafe" not in policy
    assert "style-src-attr 'unsafe-inline'" in as_ada.get(f"{page(interview)}?editor=1")["Content-Security-Policy"]


# --- saving by script ------------------------------------------------------------------------------------------------


def test_a_script_saves_and_is_told_version_and_time(as_ada: Client, interview: Interview) -> None:
    reply = send(as_ada, interview, script=True, text="Thr").json()
    assert (reply["version"], reply["stale"], reply["text"]) == (1, False, "Thr")
    assert 890 < reply["left"] <= 900
    assert "next" not in reply
    assert turn(interview).text == "Thr"


def test_a_script_is_told_where_a_button_leads(as_ada: Client, interview: Interview) -> None:
    assert send(as_ada, interview, script=True, text="Three", next="1").json()["next"] == page(interview, 2)


def test_a_script_gets_the_strip_after_a_flag(as_ada: Client, interview: Interview) -> None:
    reply = send(as_ada, interview, script=True, flag="1").json()
    assert reply["flagged"] is True
    assert "flagged" in reply["strip"]


def test_a_save_brings_the_strip_with_the_question_of_the_page_as_the_current_one(
    as_ada: Client, interview: Interview
) -> None:
    as_ada.get(page(interview, 3))  # in another tab
    strip = send(as_ada, interview, 2, script=True, text="0.375").json()["strip"]
    assert 'value="2" formnovalidate aria-current="step" title="current, answered"' in strip
    assert strip.count("aria-current") == 1


def test_a_save_that_changes_nothing_of_the_strip_brings_none(as_ada: Client, interview: Interview) -> None:
    send(as_ada, interview, 2, script=True, text="0.37")
    assert "strip" not in send(as_ada, interview, 2, script=True, text="0.375", version="1").json()
    assert (
        "answered" not in send(as_ada, interview, 2, script=True, text=" ", version="2").json()["strip"].split("3")[0]
    )


def test_what_was_said_aloud_is_told_and_taken_back(as_ada: Client, interview: Interview) -> None:
    for spoken in ("1", "0"):
        send(as_ada, interview, 4, script=True, spoken=spoken, unchanged="1")
        assert turn(interview, 4).spoken == (spoken == "1")
    send(as_ada, interview, 4, spoken="1", next="1")
    assert turn(interview, 4).spoken


def test_without_script_nothing_is_told_of_speaking(as_ada: Client, interview: Interview) -> None:
    assert re.search(r'name="spoken" [^>]* disabled>', as_ada.get(page(interview, 4)).content.decode())


def test_the_state_tells_the_time_left(as_ada: Client, interview: Interview) -> None:
    state = as_ada.get(reverse("interview-state", args=[interview.pk])).json()
    assert 890 < state["left"] <= 900
    assert (state["over"], state["ended"]) == (0, False)


def test_the_state_tells_which_texts_are_newer(as_ada: Client, interview: Interview) -> None:
    send(as_ada, interview, 2, text="3/8", pad="p", pad_version=0)
    state = as_ada.get(reverse("interview-state", args=[interview.pk])).json()
    assert state["versions"] == {"1": 0, "2": 1, "3": 0, "4": 0}
    assert state["pad_version"] == 1


def test_asking_for_the_state_is_a_sign_and_time_without_one_is_not_counted(
    as_ada: Client, interview: Interview
) -> None:
    as_ada.get(page(interview, 2))
    as_ada.get(reverse("interview-state", args=[interview.pk]))
    now = timezone.now()
    # The page was opened six minutes ago, and its last sign is five minutes old.
    Interview.objects.update(in_view_since=now - 6 * MINUTE, heard_at=now - 5 * MINUTE)
    as_ada.get(page(interview, 2))
    as_ada.get(page(interview, 3))
    assert 60 <= turn(interview, 2).seconds < 65


def test_a_soft_clock_counts_over(as_ada: Client, ada: Learner, cards: list[Card]) -> None:
    interview = seat(ada, cards, now=timezone.now() - 16 * MINUTE, timer="soft")
    reply = send(as_ada, interview, script=True, text="late").json()
    assert reply["left"] == 0
    assert 60 <= reply["over"] < 70
    assert turn(interview).text == "late"


# --- two tabs --------------------------------------------------------------------------------------------------------


def test_a_stale_save_shows_both_texts_and_overwrites_nothing(as_ada: Client, interview: Interview) -> None:
    send(as_ada, interview, text="from one tab")
    response = send(as_ada, interview, text="from the other", version=0, next="1")
    assert response.status_code == 409
    text = text_of(response)
    assert "Changed in another tab" in text
    assert "from one tab" in text
    assert "from the other" in text
    assert turn(interview).text == "from one tab"


def test_a_stale_save_by_script_brings_the_question_which_counts(as_ada: Client, interview: Interview) -> None:
    send(as_ada, interview, text="from one tab")
    reply = send(as_ada, interview, script=True, text="from the other", version=0).json()
    assert reply["stale"] is True
    assert "from one tab" in reply["conflict"]
    assert "Keep this one" in reply["conflict"]


@pytest.mark.parametrize(("keep", "stands", "aside"), [("mine", "mine", "theirs"), ("theirs", "theirs", "mine")])
def test_the_learner_says_which_counts_and_the_other_is_kept(
    as_ada: Client, interview: Interview, keep: str, stands: str, aside: str
) -> None:
    send(as_ada, interview, text="theirs")
    send(as_ada, interview, text="mine", version=0)
    response = send(as_ada, interview, text="mine", version=0, keep=keep)
    assert response["Location"] == page(interview)
    assert (turn(interview).text, turn(interview).aside) == (stands, aside)


def test_the_tab_that_saves_has_its_question_in_view(as_ada: Client, interview: Interview) -> None:
    """A page that is being left does not: its last save may come after the next question."""
    for position in (1, 2):
        as_ada.get(page(interview, position))
    send(as_ada, interview, 1, script=True, text="going", leaving="1")
    assert Interview.objects.get().position == 2
    send(as_ada, interview, 1, script=True, text="typing on")
    assert Interview.objects.get().position == 1
    assert send(as_ada, interview, 1, script=True, text="typing").status_code == 200


def test_options_in_conflict_are_shown_as_they_read(as_ada: Client, interview: Interview) -> None:
    send(as_ada, interview, 3, text=["A"])
    text = text_of(send(as_ada, interview, 3, text=["B"], version=0))
    assert re.search(r"Typed here The training set\. .* From the other tab The validation set\.", text)


def test_two_scratch_pads_are_both_kept(as_ada: Client, interview: Interview) -> None:
    for pad in ("one", "other"):
        send(as_ada, interview, pad=pad, pad_version=0)
    interview.refresh_from_db()
    assert interview.pad == "one\n\nother"


def test_a_pad_that_is_older_and_holds_nothing_new_changes_nothing(as_ada: Client, interview: Interview) -> None:
    send(as_ada, interview, pad="one two", pad_version=0)
    send(as_ada, interview, pad="one", pad_version=0)
    interview.refresh_from_db()
    assert (interview.pad, interview.pad_version) == ("one two", 1)


def test_a_script_with_nothing_to_save_says_so_and_goes_on(as_ada: Client, interview: Interview) -> None:
    send(as_ada, interview, text="from the other tab")
    reply = as_ada.post(
        reverse("turn-text", args=[interview.pk, 1]), {"unchanged": "1", "version": 0, "next": "1"}, **SCRIPT
    ).json()
    assert reply["next"] == page(interview, 2)
    assert turn(interview).text == "from the other tab"


def test_the_scratch_pad_has_an_address_of_its_own(as_ada: Client, interview: Interview) -> None:
    address = reverse("pad", args=[interview.pk])
    assert as_ada.post(address, {"pad": "x = 1", "pad_version": 0}, **SCRIPT).json()["version"] == 1
    stale = as_ada.post(address, {"pad": "y = 2", "pad_version": 0}, **SCRIPT).json()
    assert (stale["stale"], stale["text"]) == (True, "x = 1")
    assert "x = 1" in text_of(as_ada.get(page(interview, 2)))


# --- the end ---------------------------------------------------------------------------------------------------------


def test_before_the_end_the_page_says_what_is_open(as_ada: Client, interview: Interview) -> None:
    send(as_ada, interview, 1, text="Three.", flag="1")
    send(as_ada, interview, 2, skip="1")
    as_ada.get(page(interview, 3))
    text = text_of(as_ada.get(reverse("submission", args=[interview.pk])))
    assert "1 of 4 answered" in text
    for words in (
        "come back to Question 1",
        "Skipped Question 2",
        "no answer yet Question 3",
        "Not seen yet Question 4",
    ):
        assert words in text
    interview.refresh_from_db()
    assert interview.ended_at is None


def test_ending_it_leads_to_the_report_and_there_is_no_way_back(as_ada: Client, interview: Interview) -> None:
    report = reverse("report", args=[interview.pk])
    assert as_ada.post(reverse("submission", args=[interview.pk]))["Location"] == report
    for address in (page(interview), f"/interviews/{interview.pk}/", reverse("submission", args=[interview.pk])):
        assert as_ada.get(address)["Location"] == report
    assert as_ada.post(reverse("submission", args=[interview.pk]))["Location"] == report


def test_after_the_time_is_up_nothing_is_taken(as_ada: Client, interview: Interview) -> None:
    send(as_ada, interview, text="in time")
    move_clock(interview, 15 * MINUTE)
    response = send(as_ada, interview, text="too late", next="1")
    assert response["Location"] == reverse("report", args=[interview.pk])
    assert turn(interview).text == "in time"
    late = send(as_ada, interview, script=True, text="too late")
    assert (late.status_code, late.json()["ended"], late.json()["left"]) == (410, True, 0)
    assert as_ada.post(reverse("pad", args=[interview.pk]), {"pad": "late"}, **SCRIPT).status_code == 410


# --- who asks --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["interview", "interview-state", "submission"])
def test_the_interview_of_another_is_not_found(as_emmy: Client, interview: Interview, name: str) -> None:
    assert as_emmy.get(reverse(name, args=[interview.pk])).status_code == 404


@pytest.mark.parametrize("name", ["pad", "submission", "repetitions"])
def test_nothing_is_sent_to_the_interview_of_another(as_emmy: Client, interview: Interview, name: str) -> None:
    assert as_emmy.post(reverse(name, args=[interview.pk]), {"pad": "hers"}).status_code == 404
    interview.refresh_from_db()
    assert (interview.pad, interview.ended_at) == ("", None)


def test_the_questions_of_another_are_not_found(as_emmy: Client, interview: Interview) -> None:
    assert as_emmy.get(page(interview)).status_code == 404
    assert send(as_emmy, interview, text="hers").status_code == 404
    assert turn(interview).text == ""


def test_what_was_typed_survives_a_sign_in(client: Client, as_ada: Client, ada: Learner, interview: Interview) -> None:
    response = send(client, interview, 2, text="0.375", next="1")
    assert response["Location"] == f"/accounts/login/?next={page(interview, 2)}"
    client.force_login(ada.user, backend="quizzes.accounts.PasswordBackend")
    html = client.get(page(interview, 2)).content.decode()
    assert 'value="0.375"' in html
    assert "data-unsaved" in html  # the script saves it at once
    assert PENDING not in client.session


def test_a_text_that_is_too_long_comes_back_whole_and_says_so(as_ada: Client, interview: Interview) -> None:
    response = send(as_ada, interview, text="x" * 20_001, next="1")
    assert response.status_code == 422
    assert "Your answer has 20,001 characters; at most 20,000 are read" in text_of(response)
    assert "x" * 20_001 in response.content.decode()
    assert turn(interview).text == ""
    assert send(as_ada, interview, text="x" * 20_000, next="1").status_code == 302


def test_a_script_is_told_why_a_text_is_refused(as_ada: Client, interview: Interview) -> None:
    response = send(as_ada, interview, script=True, text="x" * 20_001)
    assert response.status_code == 422
    assert response.json()["refused"].startswith("Your answer has 20,001 characters")


def test_a_nul_or_a_scratch_pad_beyond_all_measure_is_refused(as_ada: Client, interview: Interview) -> None:
    assert send(as_ada, interview, text="a\0b").status_code == 400
    assert send(as_ada, interview, pad="x" * 60_001, pad_version=0).status_code == 400
    interview.refresh_from_db()
    assert (turn(interview).text, interview.pad) == ("", "")


def test_a_form_that_names_no_version_is_taken_for_the_oldest(as_ada: Client, interview: Interview) -> None:
    send(as_ada, interview, text="stands")
    assert send(as_ada, interview, text="new", version="seven").status_code == 409
