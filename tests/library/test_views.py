"""Tests of the library and the settings."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from quizzes.models import Bank, Card, Learner
from quizzes.review import planning, services
from tests.makers import NOON, bank_text, block, deal, load, review

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_library_lists_banks_with_their_questions(as_ada: Client, tmp_path: Path) -> None:
    load(tmp_path, a=bank_text(block(slug="one"), block(slug="two"), title="Chances"))
    page = as_ada.get("/library/")
    assert "Chances 2 questions Learn this" in text_of(page)
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
