"""Tests of the pages of a sitting, as they work without any script."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from quizzes.answering import recording
from quizzes.answers import Grade, Note
from quizzes.models import Answer, Card, Learner, Review
from quizzes.review import planning
from tests.makers import BLOCKS, answer, block, deal, review

pytestmark = pytest.mark.django_db


@pytest.fixture
def card(ada: Learner, tmp_path: Path) -> Card:
    return deal(ada, tmp_path, block())[0]


def post_answer(client: Client, card: Card, text: object = "3/8", **more: object):
    card.refresh_from_db()
    data = {"text": text, "key": recording.key_of_showing(card), "shown_at": 0, **more}
    return client.post(reverse("answers", args=[card.pk]), data)


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_home_says_what_is_due_and_has_one_button(as_ada: Client, card: Card) -> None:
    page = as_ada.get("/")
    assert "1 card today" in text_of(page)
    assert page.content.count(b"button primary") == 1


def test_home_of_a_newcomer_leads_to_the_basics(as_ada: Client) -> None:
    page = as_ada.get("/")
    assert re.findall(r'class="button (primary|plain)" name="bank" value="(\w+)"', page.content.decode()) == [
        ("primary", "basics"),
        ("plain", "all"),
    ]
    assert "Today you answer your first 20 questions" in text_of(page)


def test_at_the_end_of_the_day_two_figures_are_told(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    one, two, three = deal(ada, tmp_path, block(slug="one"), block(slug="two"), block(slug="three"))
    now = timezone.now()
    review(one, 4, now=now)
    review(two, 4, now=now)
    review(three, 1, now=now)
    Card.objects.filter(pk=three.pk).update(due_at=None)
    Card.objects.filter(pk=two.pk).update(due_day=ada.calendar.day(now) + timedelta(days=1))
    Card.objects.exclude(pk=two.pk).update(due_day=ada.calendar.day(now) + timedelta(days=2))
    for path in ("/", "/review/"):
        page = text_of(as_ada.get(path))
        assert "3 answers today, 2 of them right. Tomorrow 1 comes back, and up to 20 new ones wait." in page


@pytest.mark.parametrize("kind", list(BLOCKS))
def test_a_card_of_every_kind_is_shown_without_its_answer(
    as_ada: Client, ada: Learner, tmp_path: Path, kind: str
) -> None:
    deal(ada, tmp_path, block(kind, slug="one"))
    page = as_ada.get("/review/")
    assert page.status_code == 200
    text = text_of(page)
    for secret in ("sum of the diagonal", "Three of the eight", "A choice made on data", "has learned the noise"):
        assert secret not in text


@pytest.mark.parametrize(
    ("kind", "given", "word"),
    [
        ("numeric", "0.375", "Right"),
        ("numeric", "1/2", "Wrong"),
        ("choice", "A", "Right"),
        ("choice", "B", "Wrong"),
        ("flashcard", "", "Compare, and judge for yourself"),
        ("free", "The model learns noise.", "Wrong"),
    ],
)
def test_checking_leads_to_the_verdict_and_grading_to_the_next_card(
    as_ada: Client, ada: Learner, tmp_path: Path, kind: str, given: str, word: str
) -> None:
    (card,) = deal(ada, tmp_path, block(kind, slug="one"))
    verdict = as_ada.get(post_answer(as_ada, card, given)["Location"])
    assert word in text_of(verdict)
    assert "Why" in text_of(verdict)
    for label in ("Again 1 1 min", "Hard 2 6 min", "Good 3 10 min", "Easy 4 8 d"):
        assert label in text_of(verdict)
    graded = as_ada.post(reverse("grade", args=[Answer.objects.get().pk]), {"rating": 4})
    assert graded["Location"] == "/review/"
    assert "Done for today" in text_of(as_ada.get("/review/"))


def test_a_wrong_option_shows_the_authors_reason_beside_it(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    (card,) = deal(ada, tmp_path, block("choice", slug="one"))
    verdict = text_of(as_ada.get(post_answer(as_ada, card, "B")["Location"]))
    assert "chosen, wrong The training set. It was used to fit both." in verdict


def test_several_options_are_ticked_one_by_one(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    wrong = "- [ ] The test set.\n  > It is kept for the very end."
    text = block("choice", slug="one", more=", multi: true").replace(wrong, "- [x] Cross-validation.")
    (card,) = deal(ada, tmp_path, text)
    post_answer(as_ada, card, ["A", "C"])
    assert (Answer.objects.get().text, Answer.objects.get().score) == ("A C", 1.0)


def test_an_unreadable_answer_comes_back_with_its_message_and_is_not_graded(as_ada: Client, card: Card) -> None:
    response = post_answer(as_ada, card, "3/(8")
    assert response.status_code == 422
    assert 'value="3/(8"' in response.content.decode()
    assert "Nothing was graded." in text_of(response)
    assert not Answer.objects.exists()


def test_hints_come_one_at_a_time_and_keep_what_was_typed(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    (card,) = deal(ada, tmp_path, block("numeric"))
    page = as_ada.post(reverse("hints", args=[card.pk]), {"hints": 1, "text": "0.3"})
    assert "Count the outcomes." in text_of(page)
    assert 'value="0.3"' in page.content.decode()
    assert "Another hint h" not in text_of(page)


def test_used_hints_lower_the_proposal(as_ada: Client, card: Card) -> None:
    verdict = text_of(as_ada.get(post_answer(as_ada, card, hints=1)["Location"]))
    assert "Proposed: Hard · right, 1 hint" in verdict


def test_a_double_click_answers_once(as_ada: Client, card: Card) -> None:
    key = recording.key_of_showing(card)
    first = post_answer(as_ada, card, "3/8", key=key)
    second = post_answer(as_ada, card, "1/2", key=key)
    assert first["Location"] == second["Location"]
    assert Answer.objects.count() == 1


def test_a_double_click_grades_once(as_ada: Client, card: Card) -> None:
    made = answer(card)
    for rating in (3, 1):
        assert as_ada.post(reverse("grade", args=[made.pk]), {"rating": rating}).status_code == 302
    assert [review.rating for review in Review.objects.all()] == [3]


def test_a_reload_of_a_graded_verdict_grades_nothing_and_leads_on(as_ada: Client, card: Card) -> None:
    made = review(card)
    page = as_ada.get(reverse("answer", args=[made.answer_id]))
    assert "Next card" in text_of(page)
    assert b'id="grades"' not in page.content


def test_a_stale_tab_is_told_and_moves_on(as_ada: Client, card: Card) -> None:
    key = recording.key_of_showing(card)
    review(card, key="elsewhere")
    response = as_ada.post(reverse("answers", args=[card.pk]), {"text": "1", "key": key}, follow=True)
    assert "already graded elsewhere" in text_of(response)


def test_undo_brings_the_last_card_of_the_day_back(as_ada: Client, card: Card) -> None:
    post_answer(as_ada, card)
    as_ada.post(reverse("grade", args=[Answer.objects.get().pk]), {"rating": 4})
    done = as_ada.get("/review/")
    (pk,) = re.findall(r'name="review" value="(\d+)"', done.content.decode())
    page = as_ada.post("/undos/", {"review": pk}, follow=True)
    assert "Taken back." in text_of(page)
    assert "exactly two heads" in text_of(page)
    assert 'value="3/8"' in page.content.decode(), "with what had been answered"


def test_an_undone_card_shows_the_same_numbers_again(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    text = block(more=", params: {n: {int: [3, 9999]}}, where: [n > 2]").replace("three times", "{{n}} times")
    (card,) = deal(ada, tmp_path, text)
    before = re.findall(r"tossed (\d+) times", text_of(as_ada.get("/review/")))
    made = review(card, 4)
    page = as_ada.post("/undos/", {"review": made.pk}, follow=True)
    assert re.findall(r"tossed (\d+) times", text_of(page)) == before


def test_a_card_that_was_answered_and_left_shows_its_verdict(as_ada: Client, card: Card) -> None:
    made = answer(card, "1/2")
    for path in ("/review/", f"/cards/{card.pk}/"):
        page = as_ada.get(path)
        assert "Wrong" in text_of(page)
        assert f"/answers/{made.pk}/review/" in page.content.decode()


def test_another_text_for_the_same_showing_is_not_dropped_in_silence(as_ada: Client, card: Card) -> None:
    key = recording.key_of_showing(card)
    answer(card, "1/2", key=key)
    page = as_ada.post(reverse("answers", args=[card.pk]), {"text": "3/8", "key": key}, follow=True)
    assert "You had answered this card already." in text_of(page)


def test_another_grade_in_a_second_tab_is_not_dropped_in_silence(as_ada: Client, card: Card) -> None:
    made = answer(card)
    as_ada.post(reverse("grade", args=[made.pk]), {"rating": 3})
    page = as_ada.post(reverse("grade", args=[made.pk]), {"rating": 1}, follow=True)
    assert "already graded Good" in text_of(page)


@pytest.mark.parametrize(("ticked", "rating"), [(["1", "2"], 3), (["1"], 1), ([], None)])
def test_enter_in_the_checklist_takes_the_proposed_grade_if_there_is_one(
    as_ada: Client, ada: Learner, tmp_path: Path, ticked: list[str], rating: int | None
) -> None:
    (card,) = deal(ada, tmp_path, block("free", slug="one"))
    made = answer(card, "good on training data", seconds=120)
    page = as_ada.get(reverse("answer", args=[made.pk])).content.decode()
    assert re.findall(r'<button[^>]*name="rating" value="(\w+)"', page)[0] == "proposed"
    as_ada.post(reverse("grade", args=[made.pk]), {"rating": "proposed", "checklist": "1", "ticked": ticked})
    given = Review.objects.first()
    assert (given.rating if given else None) == rating


def test_suspending_can_be_taken_back_at_once(as_ada: Client, card: Card) -> None:
    page = as_ada.post(reverse("suspensions", args=[card.pk]), follow=True)
    path = reverse("resumptions", args=[card.pk])
    assert path in page.content.decode()
    assert "exactly two heads" in text_of(as_ada.post(path, follow=True))
    assert "exactly two heads" in text_of(as_ada.get("/review/"))


@pytest.mark.parametrize("place", ["answers", "preview", "hints", "burials", "suspensions", "resumptions"])
def test_looking_at_an_address_for_posts_leads_to_its_card(as_ada: Client, card: Card, place: str) -> None:
    assert as_ada.get(reverse(place, args=[card.pk]))["Location"] == f"/cards/{card.pk}/"


def test_not_knowing_asks_for_no_ticks(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    (card,) = deal(ada, tmp_path, block("free", slug="one"))
    page = as_ada.get(post_answer(as_ada, card, "", gave_up="1")["Location"])
    assert "Not known yet" in text_of(page)
    assert "Which of these did you say?" not in text_of(page)


def test_every_wrong_option_is_explained_after_checking(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    (card,) = deal(ada, tmp_path, block("choice", slug="one"))
    verdict = text_of(as_ada.get(post_answer(as_ada, card, "A")["Location"]))
    assert "It was used to fit both." in verdict
    assert "It is kept for the very end." in verdict


def test_htmx_gets_the_fragment_and_the_address_that_shows_it(as_ada: Client, card: Card) -> None:
    data = {"text": "3/8", "key": recording.key_of_showing(card)}
    response = as_ada.post(reverse("answers", args=[card.pk]), data, headers={"HX-Request": "true"})
    assert response.content.strip().startswith(b'<section id="sitting"')
    assert response["HX-Replace-Url"] == reverse("answer", args=[Answer.objects.get().pk])


def test_an_expired_session_keeps_the_text_and_returns_to_the_card(ada: Learner, card: Card) -> None:
    nobody = Client()
    response = post_answer(nobody, card, "0.375")
    assert response["Location"] == f"/accounts/login/?next=/cards/{card.pk}/"
    nobody.force_login(ada.user, backend="quizzes.accounts.PasswordBackend")
    assert b'value="0.375"' in nobody.get(f"/cards/{card.pk}/").content
    assert b'value="0.375"' not in nobody.get(f"/cards/{card.pk}/").content, "once"


def test_what_was_typed_on_anothers_card_leads_nobody_in_a_circle(emmy: Learner, card: Card) -> None:
    """ada's session had ended, and emmy signs in on the same browser."""
    browser = Client()
    post_answer(browser, card, "0.375")
    browser.force_login(emmy.user, backend="quizzes.accounts.PasswordBackend")
    assert browser.get("/", follow=True).status_code == 404
    assert browser.get("/").status_code == 200


def test_an_expired_session_sends_htmx_to_the_sign_in(card: Card) -> None:
    url = reverse("answers", args=[card.pk])
    response = Client().post(url, {"text": "1"}, headers={"HX-Request": "true"})
    assert response["HX-Redirect"] == f"/accounts/login/?next=/cards/{card.pk}/"


def test_ticked_key_points_move_the_proposal(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    (card,) = deal(ada, tmp_path, block("free", slug="one"))
    made = answer(card, "good on training data, bad on new", seconds=120)
    both = as_ada.post(reverse("proposals", args=[made.pk]), {"ticked": ["1", "2"]})
    assert "right, 2 min" in text_of(both)
    one = as_ada.post(reverse("proposals", args=[made.pk]), {"ticked": ["1"]})
    assert "50 % right" in text_of(one)
    assert not Review.objects.exists()


EIGHT = "- (1) point\n" * 8


@pytest.fixture
def eight_points(ada: Learner, tmp_path: Path) -> Card:
    text = block("free", slug="one")
    return deal(ada, tmp_path, text[: text.index("- (2!)")] + EIGHT + "\n" + text[text.index("**Why:**") :])[0]


def found(card: Card, *, score: float | None, made: str, partly: str = "") -> Answer:
    """An answer in which the check found these points."""
    notes = [Note(text="Made: point", tone="good", option=value) for value in made]
    notes += [Note(text="Partly: point", option=value) for value in partly]
    grade = Grade(score=score, notes=tuple(notes), undecided=score is None)
    return recording.record(
        card, "words", grade, version=card.version, seed=1, now=timezone.now(), key=recording.key_of_showing(card)
    )


def test_ticking_one_point_more_never_lowers_the_grade(as_ada: Client, eight_points: Card) -> None:
    made = found(eight_points, score=0.95, made="123456", partly="78")
    page = as_ada.post(reverse("proposals", args=[made.pk]), {"ticked": list("1234567")})
    assert "Proposed: Good · right" in text_of(page)
    assert re.search(r'id="result" hx-swap-oob="innerHTML"> *<p class="word right">', page.content.decode())


def test_the_headline_follows_the_ticks(as_ada: Client, eight_points: Card) -> None:
    made = found(eight_points, score=0.95, made="123456", partly="78")
    page = as_ada.post(reverse("proposals", args=[made.pk]), {"ticked": ["1", "2", "-7", "-8"]})
    assert "Partly right 25&nbsp;% by your ticks" in text_of(page)
    page = as_ada.post(reverse("proposals", args=[made.pk]), {"ticked": list("123456")})
    assert "by your ticks" not in text_of(page), "these are our own guesses"


def test_a_point_found_in_part_can_be_called_not_there(as_ada: Client, eight_points: Card) -> None:
    made = found(eight_points, score=0.95, made="123456", partly="78")
    page = as_ada.get(reverse("answer", args=[made.pk]))
    assert re.findall(r'name="ticked" value="(-\d)"', page.content.decode()) == ["-7", "-8"]
    ticked = [*"123456", "-7", "-8"]
    as_ada.post(reverse("grade", args=[made.pk]), {"rating": "proposed", "checklist": "1", "ticked": ticked})
    assert (Review.objects.get().score, Review.objects.get().rating) == (0.75, 2)


def test_an_unsure_check_proposes_nothing(as_ada: Client, eight_points: Card) -> None:
    made = found(eight_points, score=None, made="1")
    page = as_ada.get(reverse("answer", args=[made.pk]))
    grades = page.content.decode().partition('id="grades"')[2]
    assert 'value="3"' in grades
    assert "data-default" not in grades, "Space takes what has it"
    assert 'class="grade default"' not in grades
    assert "nothing is proposed" in text_of(page)


def test_an_unsure_check_has_the_points_ticked_where_they_stand(as_ada: Client, eight_points: Card) -> None:
    made = found(eight_points, score=None, made="1")
    page = as_ada.get(reverse("answer", args=[made.pk]))
    assert "We are not sure: tick what you said" in text_of(page)
    html = page.content.decode()
    assert len(re.findall(r'<input type="checkbox" name="ticked"', html)) == 8
    body = html.partition("<form id=")[2]
    assert body.count(">point<") == 8, "once each, and not again as a model answer"


def test_where_the_learner_alone_judges_nothing_is_proposed(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    (card,) = deal(ada, tmp_path, block("flashcard", slug="one"))
    page = as_ada.get(post_answer(as_ada, card, "")["Location"])
    assert "data-default" not in page.content.decode()
    assert "How well did you know it?" in text_of(page)


def test_plain_words_put_a_card_aside_and_the_terms_stay_in_the_title(as_ada: Client, card: Card) -> None:
    page = as_ada.get("/review/")
    assert "Not today b" in text_of(page)
    assert "Never again s" in text_of(page)
    assert re.findall(r'title="(Bury|Suspend)', page.content.decode()) == ["Bury", "Suspend"]


def test_burying_and_suspending_lead_to_the_next_card(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    one, two = deal(ada, tmp_path, block(slug="one"), block(slug="two"))
    as_ada.post(reverse("burials", args=[one.pk]))
    page = as_ada.post(reverse("suspensions", args=[two.pk]), follow=True)
    assert "Suspended: it is not asked any more." in text_of(page)
    assert planning.next_card(Learner.objects.get(pk=ada.pk), now=one.learner.user.date_joined) is None


def test_the_minutes_at_hand_are_kept(as_ada: Client, ada: Learner, card: Card) -> None:
    as_ada.post("/portions/", {"minutes": "20"})
    ada.refresh_from_db()
    assert ada.minutes == 20
    as_ada.post("/portions/", {"minutes": ""})
    ada.refresh_from_db()
    assert ada.minutes is None


def test_the_browser_tells_the_time_zone_until_one_is_chosen(as_ada: Client, ada: Learner) -> None:
    as_ada.cookies["time_zone"] = "Asia/Tokyo"
    as_ada.get("/")
    ada.refresh_from_db()
    assert ada.time_zone == "Asia/Tokyo"
    as_ada.cookies["time_zone"] = "../../etc/passwd"
    as_ada.get("/")
    ada.refresh_from_db()
    assert ada.time_zone == "Asia/Tokyo"


@pytest.mark.parametrize("junk", ["", "x", "-1", "99999999999999999999", "5"])
def test_a_rating_that_is_none_grades_nothing(as_ada: Client, card: Card, junk: str) -> None:
    made = answer(card)
    as_ada.post(reverse("grade", args=[made.pk]), {"rating": junk})
    assert not Review.objects.exists()


def queries_of(client: Client, cards: list[Card]) -> list[int]:
    """How many queries home, the next card, an answer and a grade take."""
    counts = []
    client.get("/")
    steps = [
        lambda: client.get("/"),
        lambda: client.get("/review/"),
        lambda: post_answer(client, cards[0]),
        lambda: client.post(reverse("grade", args=[Answer.objects.latest("pk").pk]), {"rating": 3}),
    ]
    for step in steps:
        with CaptureQueriesContext(connection) as captured:
            step()
        counts.append(len(captured))
    return counts


def test_no_page_runs_more_queries_as_the_collection_grows(
    as_ada: Client, as_emmy: Client, ada: Learner, emmy: Learner, tmp_path: Path
) -> None:
    review(deal(ada, tmp_path, block(slug="first"), bank="first")[0])  # makes the row of the scheduler
    few = deal(ada, tmp_path, *[block(slug=f"few-{i}") for i in range(3)], bank="few")
    many = deal(emmy, tmp_path, *[block(slug=f"many-{i}") for i in range(60)], bank="many")
    assert queries_of(as_ada, few) == queries_of(as_emmy, many)
