"""The frames of the authors' page: what a learner would see, what an answer would earn, what the tests say."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from quizzes.kinds import all_kinds
from quizzes.models import Answer, Bank, Card, Learner, Question
from tests.admin.pages import GOOD, address, text_of
from tests.makers import PARAMETERS, block

pytestmark = pytest.mark.django_db


def look(client: Client, name: str, source: str, **more: object) -> Any:
    data = {"bank": Bank.objects.get().pk, "source": source, **more}
    return client.post(address(name), data, headers={"X-Fragment": "1"})


@pytest.mark.parametrize("kind", all_kinds())
def test_every_kind_is_shown_with_the_side_behind_it(as_author: Client, bank: Bank, kind: str) -> None:
    page = look(as_author, "preview", all_kinds()[kind].example)
    text = text_of(page)
    assert page.status_code == 200
    assert "Why" in text
    assert ("Your answer" in text) == (all_kinds()[kind].box in ("line", "lines", "formula"))
    assert "Line 1" not in text, "its own example has no problem"


def test_what_stands_in_the_way_of_publishing_is_told_beside_the_card(as_author: Client, bank: Bank) -> None:
    page = look(as_author, "preview", block(slug="old", more=", needs: [nothing]"))
    assert page.content.count(b'id="answer-form"') == 1
    problems, before = page.content.decode().split('<ol id="before"')
    assert "data-line" not in problems.split('<ol id="problems"')[1], "none of it is a fault of the draft"
    for said in ("the id old is already used", "there is no question or topic “nothing”", "add at least one answer"):
        assert f"before publishing: {said}" in before or f"before publishing: needs: {said}" in before or said in before
    assert 'data-line="4"' in before


def test_a_question_may_keep_its_own_name(as_author: Client, bank: Bank) -> None:
    page = look(as_author, "preview", block(slug="old"), question=Question.objects.get().pk)
    assert "already used" not in text_of(page) and "before publishing: tests" in text_of(page)


def test_each_seed_draws_its_variant(as_author: Client, bank: Bank) -> None:
    shown = {text_of(look(as_author, "preview", PARAMETERS, seed=seed)) for seed in range(1, 6)}
    assert len(shown) == 5


def test_each_gap_of_a_cloze_has_its_card(as_author: Client, bank: Bank) -> None:
    source = all_kinds()["cloze"].example
    names = look(as_author, "preview", source).content.decode().split('data-parts="')[1].split('"')[0].split("|")
    assert len(names) > 1
    pages = {look(as_author, "preview", source, part=name).content for name in names}
    assert len(pages) == len(names)


def test_problems_come_with_their_line_and_the_text_as_far_as_it_goes(as_author: Client, bank: Bank) -> None:
    page = look(as_author, "preview", GOOD.replace("answer: 3/8", "answr: 3/8"))
    assert 'data-line="4"' in page.content.decode()
    assert "A fair coin is tossed" in text_of(page)
    assert "Not ready yet" in text_of(page)


def test_a_draw_without_a_value_is_told_with_its_seed_and_line_beside_the_variant(
    as_author: Client, bank: Bank
) -> None:
    source = PARAMETERS.replace("answer: a + b", "answer: a/(b - 5)")
    shown = set()
    for seed in range(1, 6):
        page = look(as_author, "preview", source, seed=seed)
        text = text_of(page)
        assert 'data-line="4"' in page.content.decode()
        assert re.search(r"Line 4 answer: division by zero at a = \d, b = 5 \(seed \d+\)", text)
        assert f"variant {seed}, without its answer box" in text and "{{" not in text
        shown.add(text)
    assert len(shown) == 5


def test_values_that_cannot_be_drawn_are_not_shown(as_author: Client, bank: Bank) -> None:
    source = PARAMETERS.replace("answer: a + b", "answer: a + b, where: a > 20")
    text = text_of(look(as_author, "preview", source, seed=3))
    assert "no draw met the conditions in 1000 attempts (seed 1)" in text
    assert "{{a}}+{{b}}" in text and "without values and answer box" in text


@pytest.mark.parametrize(
    "source", ["", "## ", "## x\n\n```yaml\n{a: [}\n```\n", "\0", "## a\n\n## b\n", "- [x] " * 5000]
)
def test_no_text_breaks_the_preview(as_author: Client, bank: Bank, source: str) -> None:
    for name in ("preview", "trial", "tests"):
        assert look(as_author, name, source).status_code == 200


def test_hostile_markdown_is_shown_harmless(as_author: Client, bank: Bank) -> None:
    source = GOOD.replace("A fair coin", "<script>alert(1)</script><img src=x onerror=alert(1)> A fair coin")
    page = look(as_author, "preview", source).content
    assert b"<script" not in page
    assert b"<img src=x" not in page


def test_only_the_frames_may_be_framed(as_author: Client, bank: Bank) -> None:
    frame = as_author.get(address("preview"))
    assert frame["X-Frame-Options"] == "SAMEORIGIN"
    policy = frame["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy and "script-src 'self'" in policy
    page = as_author.get(address("add"))
    assert page["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert "frame-src 'self'" in page["Content-Security-Policy"]


def test_without_the_script_a_frame_is_a_whole_page(as_author: Client, bank: Bank) -> None:
    data = {"bank": bank.pk, "source": GOOD}
    assert as_author.post(address("preview"), data).content.startswith(b"<!doctype html>")


# --- trying an answer ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "words"),
    [("0.375", "Right"), ("1/2", "Wrong"), ("half", "Nothing was graded"), ("", "Nothing was graded")],
)
def test_an_answer_is_judged_as_a_learners_and_nothing_is_recorded(
    as_author: Client, author: Learner, bank: Bank, answer: str, words: str
) -> None:
    assert words in text_of(look(as_author, "trial", GOOD, text=answer))
    assert not Answer.objects.exists() and not Card.objects.exists() and Question.objects.count() == 1


def test_the_receipt_of_a_trial_is_shown(as_author: Client, bank: Bank) -> None:
    assert "How it was read and compared" in text_of(look(as_author, "trial", GOOD, text="0.375"))


def test_a_known_mistake_is_named(as_author: Client, bank: Bank) -> None:
    source = GOOD.replace("answer: 3/8", 'answer: 3/8, wrong: [{expr: 1/8, why: "One order only."}]')
    assert "One order only." in text_of(look(as_author, "trial", source, text="1/8"))


def test_ticked_options_are_one_answer(as_author: Client, bank: Bank) -> None:
    source = all_kinds()["choice"].example
    assert "you chose A and B and C" in text_of(look(as_author, "trial", source, text=["A", "B", "C"]))


# --- the table of tests ----------------------------------------------------------------------------------------------


def test_tests_are_listed_by_seed_with_what_failed(as_author: Client, bank: Bank) -> None:
    source = PARAMETERS.replace(
        "answer: a + b", 'answer: a + b, tests: [{right: "{{a}} + {{b}}"}, {wrong: "{{a}}"}, {right: "1"}]'
    )
    text = text_of(look(as_author, "tests", source))
    assert "1 of 3 fails." in text
    assert all(f"Variant {seed}" in text for seed in range(1, 6))
    assert text.count("passes") == 10 and text.count("fails ") == 5


def test_a_test_with_a_seed_of_its_own_says_its_result_in_its_row(as_author: Client, bank: Bank) -> None:
    source = PARAMETERS.replace(
        "answer: a + b", 'answer: a + b, tests: [{right: "{{a}} + {{b}}"}, {wrong: "{{a}} + {{b}}", seed: 77}]'
    )
    page = look(as_author, "tests", source)
    assert "1 of 2 fails." in text_of(page)
    assert "Variant 77: ✗ fails" in text_of(page)
    assert b'<th scope="col">Variant 77' not in page.content and b'colspan="5"' in page.content


def test_a_question_without_tests_is_told_how_to_write_them(as_author: Client, bank: Bank) -> None:
    assert "tests: [{right:" in text_of(
        look(as_author, "tests", GOOD.replace(", tests: [{right: 3/8}, {wrong: 1/8}]", ""))
    )
