"""The list of statistics and the page of each question: who may see them, what they say, how they are worked out again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user
from django.template import engines
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from quizzes.authoring.measuring import measure
from quizzes.models import ItemStatistics, Question
from tests.admin.pages import text_of
from tests.makers import NOON, block, deal, review

pytestmark = pytest.mark.django_db

LIST = "/admin/quizzes/itemstatistics/"
MEASUREMENTS = f"{LIST}measurements/"


@pytest.fixture
def found(person: Any, tmp_path: Path) -> ItemStatistics:
    """Of the question c, which ten learners answered: the better they do elsewhere, the worse here."""
    for number in range(10):
        choice, number_card, other = deal(
            person(f"learner-{number}"),
            tmp_path,
            block("choice", slug="c"),
            block(slug="n"),
            block("choice", slug="few"),
        )
        good = number >= 5
        review(choice, text="B" if good else "A")
        review(number_card, text="3/8" if good else "1/2")
        if number < 3:
            review(other, text="A")
    measure(now=NOON)
    return ItemStatistics.objects.get(question__slug="c")


def page_of(found: ItemStatistics) -> str:
    return reverse("admin:quizzes_itemstatistics_change", args=[found.pk])


def test_learners_do_not_see_the_figures(client: Client, as_ada: Client, found: ItemStatistics) -> None:
    for address, method in ((LIST, "get"), (page_of(found), "get"), (MEASUREMENTS, "post")):
        for visitor in (client, as_ada):
            assert getattr(visitor, method)(address).status_code == 302


def test_authors_look_and_editors_work_out_again(as_author: Client, as_editor: Client, found: ItemStatistics) -> None:
    for visitor in (as_author, as_editor):
        assert visitor.get(LIST).status_code == visitor.get(page_of(found)).status_code == 200
    assert "Work out again" not in as_author.get(LIST).content.decode()
    assert as_author.post(MEASUREMENTS).status_code == 403
    assert ItemStatistics.objects.get(pk=found.pk).at == found.at


def test_the_list_says_when_it_was_worked_out_and_a_post_does_so_again(
    as_editor: Client, found: ItemStatistics
) -> None:
    assert "Worked out on 23 November 2026 at 12:00 UTC." in text_of(as_editor.get(LIST))
    assert as_editor.get(MEASUREMENTS).status_code == 405
    page = as_editor.post(MEASUREMENTS, follow=True)
    assert "Worked out again from all answers, for 3 questions." in text_of(page)
    assert ItemStatistics.objects.get(question__slug="c").at.date() == timezone.now().date()


def test_before_the_first_time_the_list_is_empty_and_says_so(as_editor: Client) -> None:
    assert "Not worked out yet." in text_of(as_editor.get(LIST))


@pytest.mark.parametrize("column", range(1, 10))
@pytest.mark.parametrize("sign", ["", "-"])
def test_the_list_is_sorted_by_every_figure(as_editor: Client, found: ItemStatistics, column: int, sign: str) -> None:
    assert as_editor.get(LIST, {"o": f"{sign}{column}"}).status_code == 200


@pytest.mark.parametrize(
    ("chosen", "slugs"),
    [
        ({"key": "suspect"}, {"c", "n"}),
        ({"enough": "no"}, {"few"}),
        ({"question__kind": "numeric"}, {"n"}),
        ({"q": "few"}, {"few"}),
    ],
)
def test_the_list_is_filtered(
    as_editor: Client, found: ItemStatistics, chosen: dict[str, str], slugs: set[str]
) -> None:
    rows = as_editor.get(LIST, chosen).context["cl"].result_list
    assert {row.question.slug for row in rows} == slugs


def test_below_five_learners_there_is_a_dash_with_the_reason(as_editor: Client, found: ItemStatistics) -> None:
    few = ItemStatistics.objects.get(question__slug="few")
    assert '<span title="fewer than 5 learners">–</span>' in as_editor.get(LIST).content.decode()
    text = text_of(as_editor.get(page_of(few)))
    assert "There are no figures yet: fewer than 5 learners have answered it." in text


def test_the_page_of_a_question_has_its_figures_a_chart_and_its_table(as_editor: Client, found: ItemStatistics) -> None:
    page = as_editor.get(page_of(found))
    text = text_of(page)
    assert "The key may be wrong: learners who do best elsewhere score 0% here" in text
    assert "Facility 50%" in text and "Discrimination −0.90" in text
    assert "B 5" in text, "the wrong answers"
    assert "Options that nobody takes C The test set." in text
    assert "<svg" in page.content.decode()
    assert "Lower third 5 100 %" in text and "Upper third 5 0 %" in text


def test_an_unknown_number_is_not_found(as_editor: Client, found: ItemStatistics) -> None:
    for number in ("0", "x", "99999"):
        assert as_editor.get(f"{LIST}{number}/change/").status_code == 404


def test_a_question_that_lost_its_options_still_has_a_page(as_editor: Client, found: ItemStatistics) -> None:
    ItemStatistics.objects.filter(pk=found.pk).update(idle_distractors=["Z"])
    assert Question.objects.filter(slug="c").exists()
    assert as_editor.get(page_of(found)).status_code == 200


def test_a_missing_time_is_a_dash_and_no_markup(as_editor: Client, found: ItemStatistics) -> None:
    ItemStatistics.objects.update(median_seconds=None)
    for address in (LIST, page_of(found)):
        assert "&lt;span" not in as_editor.get(address).content.decode()


def test_a_missing_figure_says_what_it_lacks(as_editor: Client, found: ItemStatistics) -> None:
    ItemStatistics.objects.filter(pk=found.pk).update(median_seconds=None)
    page = as_editor.get(page_of(found))
    assert "missing, since the answers of fewer than 5 learners were timed" in text_of(page)
    assert 'title="fewer than 5 learners"' not in page.content.decode(), "ten have answered it"


def test_below_ten_learners_a_bad_figure_is_no_doubt_yet(as_editor: Client, found: ItemStatistics) -> None:
    ItemStatistics.objects.filter(pk=found.pk).update(learners=7, discrimination=-1.0, suspect="")
    assert "10 learners needed to tell" in text_of(as_editor.get(LIST))
    assert "the key is doubted only from 10 learners on" in text_of(as_editor.get(page_of(found)))


def short(client: Client, question: Question) -> str:
    """The line of statistics as whoever is signed in reads it."""
    request = RequestFactory().get("/")
    request.user = get_user(client)  # type: ignore[arg-type]
    text = "{% include 'admin/quizzes/itemstatistics/_short.html' with statistics=question.statistics %}"
    return engines["django"].from_string(text).render({"question": question}, request)


def test_the_line_for_a_questions_page_warns_and_leads_on(as_author: Client, found: ItemStatistics) -> None:
    line = short(as_author, found.question)
    assert "Answered by 10 learners, who score 50 % at first." in line and "The key may be wrong." in line
    assert page_of(found) in line


def test_there_is_no_such_line_without_figures_or_permission(
    as_ada: Client, as_author: Client, found: ItemStatistics
) -> None:
    assert not short(as_ada, found.question).strip()
    found.delete()
    assert not short(as_author, Question.objects.get(slug="c")).strip()


def test_a_questions_own_page_has_the_line(as_author: Client, found: ItemStatistics) -> None:
    page = as_author.get(reverse("admin:quizzes_question_change", args=[found.question_id]))
    assert "Answered by 10 learners" in text_of(page)
    assert page_of(found) in page.content.decode()
