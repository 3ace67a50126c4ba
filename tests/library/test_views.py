"""Tests of the library and the settings."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from quizzes.models import Bank, Card, Learner
from quizzes.review import planning, services
from tests.makers import FLASHCARD, NOON, bank_text, block, deal, load, review

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_library_lists_banks_with_their_questions(as_ada: Client, tmp_path: Path) -> None:
    load(tmp_path, a=bank_text(block(slug="one"), block(slug="two"), title="Chances"))
    page = as_ada.get("/library/")
    assert "Chances start here 2 questions: 2 intermediate Learn this" in text_of(page)
    assert "exactly two heads" in text_of(as_ada.get("/library/math.test/"))


def test_taking_up_a_bank_deals_its_cards_and_laying_it_down_keeps_them(
    as_ada: Client, ada: Learner, tmp_path: Path
) -> None:
    load(tmp_path, a=bank_text(block(slug="one"), block(slug="two")))
    as_ada.post(reverse("subscriptions"), {"bank": "math.test"})
    card = planning.next_card(Learner.objects.get(pk=ada.pk), now=NOON)
    review(card)
    as_ada.post(reverse("cancellations"), {"bank": "math.test"})
    assert planning.next_card(Learner.objects.get(pk=ada.pk), now=NOON) is None
    assert Card.objects.get(pk=card.pk).reviews == 1
    as_ada.post(reverse("subscriptions"), {"bank": "math.test"})
    assert ada.cards.count() == 2
    assert planning.next_card(Learner.objects.get(pk=ada.pk), now=NOON) is not None


def test_all_banks_can_be_taken_up_at_once(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    load(tmp_path, a=bank_text(block(slug="one"), bank="a"), b=bank_text(block(slug="two"), bank="b"))
    assert as_ada.post(reverse("subscriptions"), {"bank": "all"})["Location"] == "/"
    assert ada.banks.count() == 2


def test_an_unknown_bank_is_not_found(as_ada: Client) -> None:
    assert as_ada.get("/library/nowhere/").status_code == 404
    assert as_ada.post(reverse("subscriptions"), {"bank": "nowhere"}).status_code == 404


def test_parameters_are_filled_in_the_list(as_ada: Client, tmp_path: Path) -> None:
    text = block(more=", params: {n: {int: [3, 3]}}, where: [n > 2]").replace("three times", "{{n}} times")
    load(tmp_path, a=bank_text(text))
    assert Bank.objects.get().questions.count() == 1
    page = as_ada.get("/library/math.test/")
    assert "tossed 3 times" in text_of(page)
    assert "{{" not in text_of(page)


def test_what_was_put_aside_is_listed_and_taken_back(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    (card,) = deal(ada, tmp_path, block())
    services.suspend(card)
    page = text_of(as_ada.get("/library/math.test/"))
    assert "Put aside A fair coin is tossed three times. What is the chance of exactly two heads? suspended" in page
    as_ada.post(reverse("resumptions", args=[card.pk]), {"library": "1"})
    assert "Put aside" not in text_of(as_ada.get("/library/math.test/"))


SETTINGS = {
    "time_zone": "Europe/Berlin",
    "day_start": 3,
    "new_per_day": 5,
    "reviews_per_day": 50,
    "desired_retention": "0.85",
}


def test_settings_are_saved_and_the_day_is_planned_anew(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    deal(ada, tmp_path, *[block(slug=f"q-{index}") for index in range(9)])
    assert "9 cards today" in text_of(as_ada.get("/"))
    as_ada.post("/settings/", SETTINGS)
    ada.refresh_from_db()
    assert (ada.time_zone, ada.day_start, ada.desired_retention, ada.single_keys) == ("Europe/Berlin", 3, 0.85, False)
    assert "5 cards today" in text_of(as_ada.get("/"))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("time_zone", "Mars/Olympus"),
        ("day_start", "24"),
        ("new_per_day", "-1"),
        ("reviews_per_day", "0"),
        ("desired_retention", "0.5"),
        ("desired_retention", "nan"),
    ],
)
def test_a_setting_out_of_range_is_refused_at_its_field(as_ada: Client, ada: Learner, field: str, value: str) -> None:
    response = as_ada.post("/settings/", {**SETTINGS, field: value})
    assert response.status_code == 422
    assert field in response.context["form"].errors
    ada.refresh_from_db()
    assert ada.day_start == 4


def test_settings_begin_with_the_amount_and_end_with_the_clock(as_ada: Client) -> None:
    page = as_ada.get("/settings/")
    names = re.findall(r'<(?:input|select)[^>]* name="(\w+)"', page.content.decode().partition('<form class="form"')[2])
    assert [name for name in names if name in SETTINGS or name == "single_keys"] == [
        *("new_per_day", "reviews_per_day", "desired_retention", "single_keys", "day_start", "time_zone"),
    ]
    assert "At 90 % you will have forgotten one in ten" in text_of(page)
    assert "one key does one thing" in text_of(page)


# --- by the syllabus -------------------------------------------------------------------------------------------------

SYLLABUS = """
topics:
  - {id: la, area: math, title: Linear algebra, needs: [], weeks: [1, 14], subtopics: {maps: {title: Maps, questions: 0}}}
  - {id: pr, area: math, title: Probability, needs: [la], weeks: [2]}
"""


@pytest.fixture
def two_topics(settings, tmp_path: Path) -> Path:
    settings.CONTENT_DIR = tmp_path
    (tmp_path / "syllabus.yaml").write_text(SYLLABUS)
    first = FLASHCARD.format(slug="la-first", more="").replace("tags: [la]", "tags: [la.maps], level: entry")
    load(
        tmp_path,
        a=bank_text(first, title="Algebra", bank="math.a"),
        b=bank_text(block(slug="pr-one"), bank="math.b", title="Chances"),
    )
    return tmp_path


def test_one_starts_with_what_needs_nothing(as_ada: Client, two_topics: Path) -> None:
    assert "Algebra start here 1 question: 1 entry" in text_of(as_ada.get("/library/"))


def test_banks_stand_in_study_order(as_ada: Client, two_topics: Path) -> None:
    Bank.objects.filter(slug="math.b").update(slug="math.0")
    page = text_of(as_ada.get("/library/"))
    assert page.index("Algebra") < page.index("Chances")


def test_a_bank_says_what_it_stands_on_and_leads_to(as_ada: Client, two_topics: Path) -> None:
    assert "Leads to Chances" in text_of(as_ada.get("/library/math.a/"))
    assert "Stands on Algebra" in text_of(as_ada.get("/library/math.b/"))


def test_questions_stand_under_their_subtopics(as_ada: Client, two_topics: Path) -> None:
    assert "In reading order Maps 1 What is the trace" in text_of(as_ada.get("/library/math.a/"))


def test_the_map_names_every_topic_and_its_needs(as_ada: Client, two_topics: Path) -> None:
    page = text_of(as_ada.get("/library/map/"))
    assert "Algebra needs nothing before it" in page
    assert "Chances needs Algebra" in page


def test_the_path_lists_weeks_with_the_levels_they_release(as_ada: Client, two_topics: Path) -> None:
    page = text_of(as_ada.get("/library/weeks/"))
    assert "Week 1 Algebra 1 question, entry" in page
    assert "Week 2 Chances 1 question, intermediate" in page
    assert "Week 14" not in page


def test_the_path_says_of_every_week_what_it_brings(as_ada: Client, two_topics: Path) -> None:
    syllabus = (two_topics / "syllabus.yaml").read_text().replace("weeks: [2]", "weeks: [3, 4]")
    (two_topics / "syllabus.yaml").write_text(syllabus)
    page = text_of(as_ada.get("/library/weeks/"))
    assert "Week 2 Nothing new: a week to catch up" in page
    assert "Week 3 Chances 1 question, intermediate" in page
    assert "Week 4 Chances goes on" in page


def test_what_is_not_begun_is_folded(as_ada: Client, ada: Learner, two_topics: Path) -> None:
    page = as_ada.get("/library/").content.decode()
    folded = page.partition("1 more, not begun")[2]
    assert ">Chances</a>" in folded
    assert ">Algebra</a>" not in folded
    as_ada.post(reverse("subscriptions"), {"bank": "math.b"})
    review(ada.cards.get())
    assert "not begun" not in as_ada.get("/library/").content.decode()


@pytest.mark.parametrize("path", ["/library/map/", "/library/weeks/", "/library/questions/", "/library/math.a/"])
def test_the_menu_marks_the_library_on_its_pages(as_ada: Client, two_topics: Path, path: str) -> None:
    page = as_ada.get(path).content.decode()
    assert re.findall(r'aria-current="\w+">(\w+)<', page) == ["Library"]


def test_one_begins_with_the_banks_of_the_first_month(as_ada: Client, ada: Learner, two_topics: Path) -> None:
    syllabus = (two_topics / "syllabus.yaml").read_text().replace("weeks: [2]", "weeks: [5]")
    (two_topics / "syllabus.yaml").write_text(syllabus)
    page = as_ada.get("/library/").content.decode()
    assert re.findall(r'class="button primary" name="bank" value="(\w+)"', page) == ["basics"]
    assert as_ada.post(reverse("subscriptions"), {"bank": "basics"})["Location"] == "/"
    assert list(ada.banks.values_list("slug", flat=True)) == ["math.a"]


def test_without_a_path_all_banks_are_the_basics(as_ada: Client, ada: Learner, settings, tmp_path: Path) -> None:
    settings.CONTENT_DIR = tmp_path
    load(tmp_path, a=bank_text(block(slug="one"), bank="a"), b=bank_text(block(slug="two"), bank="b"))
    assert "Start with the basics" not in text_of(as_ada.get("/library/"))
    as_ada.post(reverse("subscriptions"), {"bank": "basics"})
    assert ada.banks.count() == 2


@pytest.mark.parametrize(
    ("wish", "found"),
    [
        ("text=trace identity", ["la-first"]),
        ("text=nowhere", []),
        ("topic=pr", ["pr-one"]),
        ("level=entry", ["la-first"]),
        ("kind=numeric", ["pr-one"]),
        ("tag=la.maps", ["la-first"]),
        ("week=1", ["la-first"]),
        ("week=2", ["pr-one"]),
        ("week=14", []),
        ("", ["la-first", "pr-one"]),
    ],
)
def test_questions_are_found_by_what_they_are(as_ada: Client, two_topics: Path, wish: str, found: list[str]) -> None:
    page = as_ada.get(f"/library/questions/?{wish}").content.decode()
    assert re.findall(r"<code>(.*?)</code>", page) == found


@pytest.mark.parametrize("wish", ["week=99", "level=none", "tag=%00", "topic=nowhere"])
def test_a_wish_that_makes_no_sense_is_told(as_ada: Client, two_topics: Path, wish: str) -> None:
    assert as_ada.get(f"/library/questions/?{wish}").status_code == 422


def found(client: Client, words: str) -> list[str]:
    page = client.get("/library/questions/", {"text": words}).content.decode()
    return re.findall(r"<code>(.*?)</code>", page)


def test_what_is_asked_for_is_found_before_what_only_mentions_it(as_ada: Client, tmp_path: Path) -> None:
    mentions = block(slug="mentions").replace("Three of the eight", "With L2 regularisation, three of the eight")
    asks = block(slug="asks").replace("A fair coin", "After L2 regularisation, a fair coin")
    other = block(slug="other").replace("A fair coin", "After L1 regularisation, a fair coin")
    load(tmp_path, a=bank_text(mentions, other, asks))
    assert found(as_ada, "L2 regularization") == ["asks", "mentions"]


@pytest.mark.parametrize("words", ["batchnorm", "batch norm", "Batch-Norm", "batch normalization"])
def test_hyphens_spaces_and_spelling_keep_nothing_from_being_found(as_ada: Client, tmp_path: Path, words: str) -> None:
    load(
        tmp_path,
        a=bank_text(block(slug="one"), block(slug="two").replace("A fair", "With batch normalisation, a fair")),
    )
    assert found(as_ada, words) == ["two"]


def ask(client: Client, slug: str, page: int = 1):
    return client.post(reverse("asked"), {"question": slug, "query": f"text=coin&page={page}"}, follow=True)


def test_a_found_question_is_asked_first_today_and_shows_no_answer(
    as_ada: Client, ada: Learner, tmp_path: Path
) -> None:
    deal(ada, tmp_path, *[block(slug=f"q-{number}") for number in range(30)])
    assert "30 cards" not in text_of(as_ada.get("/")), "a day brings twenty"
    page = ask(as_ada, "q-29", 2)
    assert page.redirect_chain == [("/library/questions/?text=coin&page=2", 302)]
    assert "That question comes first today." in text_of(page)
    assert "You are asked this today." in text_of(page)
    assert "Three of the eight" not in text_of(page)
    assert planning.next_card(Learner.objects.get(pk=ada.pk), now=timezone.now()).question.slug == "q-29"
    assert "21 cards today" in text_of(as_ada.get("/")), "beside the twenty new ones"


def test_a_question_asked_today_is_not_asked_for_again(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    (card,) = deal(ada, tmp_path, block(slug="one"))
    ask(as_ada, "one")
    review(Card.objects.get(pk=card.pk), 4, now=timezone.now())
    assert "Done for today" in text_of(as_ada.get("/"))


def test_a_question_put_aside_comes_back_when_it_is_asked_for(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    (card,) = deal(ada, tmp_path, block(slug="one"))
    services.suspend(card)
    assert "Ask me this today" in text_of(as_ada.get("/library/questions/?text=coin"))
    ask(as_ada, "one")
    assert planning.next_card(Learner.objects.get(pk=ada.pk), now=timezone.now()) == card


def test_a_question_of_another_bank_brings_its_bank(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    load(tmp_path, a=bank_text(block(slug="one"), block(slug="two"), title="Chances"))
    assert "Learn its bank, and ask me this today" in text_of(as_ada.get("/library/questions/?text=coin"))
    assert "You learn “Chances” now." in text_of(ask(as_ada, "two"))
    assert ada.cards.count() == 2
    assert planning.next_card(Learner.objects.get(pk=ada.pk), now=timezone.now()).question.slug == "two"


def test_what_is_in_no_bank_cannot_be_asked_for(as_ada: Client) -> None:
    assert as_ada.post(reverse("asked"), {"question": "nowhere"}).status_code == 404
    assert as_ada.post(reverse("asked")).status_code == 404


def test_the_search_comes_page_by_page(as_ada: Client, tmp_path: Path) -> None:
    load(tmp_path, a=bank_text(*[block(slug=f"q-{number}") for number in range(30)]))
    page = as_ada.get("/library/questions/?page=2&kind=numeric")
    assert page.content.decode().count("<code>") == 5
    assert "page 2 of 2" in text_of(page)


def test_a_figure_of_the_banks_is_served_and_may_run_nothing(client: Client, settings, tmp_path: Path) -> None:
    settings.CONTENT_DIR = tmp_path
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "curve.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    response = client.get("/figures/curve.svg")
    assert response["Content-Type"] == "image/svg+xml"
    assert "script-src" not in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["nothing.svg", "..%2Fsecret.svg", "curve.png", "draw.py"])
def test_nothing_else_lies_there(client: Client, settings, tmp_path: Path, name: str) -> None:
    settings.CONTENT_DIR = tmp_path
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "draw.py").write_text("")
    (tmp_path / "secret.svg").write_text("")
    assert client.get(f"/figures/{name}").status_code == 404
