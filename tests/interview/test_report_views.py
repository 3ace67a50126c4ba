"""Tests of quizzes/interview/report_views.py: the pages after an interview."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from quizzes.interview import grading, reporting
from quizzes.kinds import all_kinds
from quizzes.models import Card, Interview, Learner, Question, Regrade, Review, Turn
from tests.interview.seats import seat
from tests.interview.sittings import END, POINTS, RIGHT, WRONG, graded, sat
from tests.makers import DAY, PARAMETERS, bank_text, block, deal, load, review

pytestmark = pytest.mark.django_db

POSTS = ("gradings", "marks/1", "reviews", "cards", "share")
PAGES = ("report/", "report.md", "report.json")


@pytest.fixture
def interview(ada: Learner, tmp_path: Path) -> Interview:
    """Over and graded: right, wrong, ada's to judge, skipped, not reached."""
    cards = deal(
        ada, tmp_path, block(), block(slug="b"), block("flashcard", slug="c"), block(slug="d"), block(slug="e")
    )
    return graded(ada, cards, [RIGHT, WRONG, "Three.", "", None])


def page(client: Client, interview: Interview, path: str = "report/") -> str:
    response = client.get(f"/interviews/{interview.pk}/{path}")
    assert response.status_code == 200
    return response.content.decode()


def post(client: Client, interview: Interview, path: str, data: dict[str, object] | None = None, **headers: str):
    return client.post(f"/interviews/{interview.pk}/{path}/", data or {}, headers=headers)


@pytest.mark.parametrize("path", PAGES)
def test_a_report_can_be_asked_for_its_head_alone(as_ada: Client, interview: Interview, path: str) -> None:
    response = as_ada.head(f"/interviews/{interview.pk}/{path}")
    assert (response.status_code, response.content) == (200, b"")


# --- grading ---------------------------------------------------------------------------------------------------------


def test_an_interview_that_runs_leads_to_its_question(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    running = seat(ada, deal(ada, tmp_path, block()), now=timezone.now())
    for response in (as_ada.get(f"/interviews/{running.pk}/report/"), post(as_ada, running, "gradings")):
        assert response.headers["Location"] == f"/interviews/{running.pk}/"


def test_the_report_says_how_far_the_grading_is(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    interview = sat(ada, deal(ada, tmp_path, *(block(slug=f"q-{number}") for number in range(3))), [RIGHT] * 3)
    grading.grade_some(interview, now=END, seconds=0)
    text = page(as_ada, interview)
    assert "2 of 3 marked" in text
    assert "Go on marking" in text


def test_without_script_a_button_goes_on_grading(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    interview = sat(ada, deal(ada, tmp_path, block()), [RIGHT])
    assert post(as_ada, interview, "gradings").headers["Location"] == f"/interviews/{interview.pk}/report/"
    assert "1 of 1 right" in page(as_ada, interview)


def test_with_script_the_page_hears_when_all_is_graded(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    interview = sat(ada, deal(ada, tmp_path, block()), [RIGHT])
    response = post(as_ada, interview, "gradings", HX_Request="true")
    assert response.headers["HX-Redirect"] == f"/interviews/{interview.pk}/report/"


# --- the report ------------------------------------------------------------------------------------------------------


def test_the_report_begins_with_its_verdict_and_fixes(as_ada: Client, interview: Interview) -> None:
    text = page(as_ada, interview)
    found = reporting.report(interview)
    places = [text.index(part) for part in (found.result.verdict, "What to work on", 'id="score"', 'id="questions"')]
    assert places == sorted(places)
    for fix in found.result.fixes:
        assert fix.title in text


def test_every_question_has_answer_mark_and_model_answer(as_ada: Client, interview: Interview) -> None:
    text = page(as_ada, interview)
    for position in range(1, 6):
        assert f'id="question-{position}"' in text
    for part in (
        "Right",
        "Wrong",
        "Yours to judge",
        "No answer",
        "Not reached",
        "1/8",
        "Model answer",
        "Three of the eight",
    ):
        assert part in text


def test_questions_that_were_not_right_are_open(as_ada: Client, interview: Interview) -> None:
    text = page(as_ada, interview)
    opened = [f'id="question-{position}" open' in text for position in range(1, 6)]
    assert opened == [False, True, True, True, False]


def test_a_report_of_every_kind_is_shown(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    blocks = [re.sub(r", needs: \[[^]]*\]", "", kind.example) for kind in all_kinds().values()]
    cards = deal(ada, tmp_path, *blocks)
    for text in ("?", "1", "A"):
        page(as_ada, graded(ada, cards, [text] * len(cards), key=text))


def test_no_percentage_is_given_below_five_questions(as_ada: Client, interview: Interview) -> None:
    text = page(as_ada, interview)
    summary = text[text.index('id="summary"') : text.index('id="time"')]
    assert "%" not in summary


def test_text_kept_aside_from_another_tab_is_shown(as_ada: Client, interview: Interview) -> None:
    Turn.objects.filter(position=1).update(aside="from the other <tab>")
    assert "from the other &lt;tab&gt;" in page(as_ada, interview)


def test_what_a_learner_typed_is_escaped(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    interview = graded(ada, deal(ada, tmp_path, block("flashcard")), ["<script>alert(1)</script>"])
    text = page(as_ada, interview)
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


def test_two_interviews_make_a_chart_with_its_table(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    cards = deal(ada, tmp_path, *(block(slug=f"q-{number}") for number in range(5)))
    graded(ada, cards, [RIGHT] * 5, key="first")
    text = page(as_ada, graded(ada, cards, [WRONG] * 5, key="second"))
    assert '<polyline class="path" points="56.0,16.0 408.0,150.0"/>' in text
    assert text.count("questions</td>") == 2


def test_earlier_interviews_have_an_hour_and_a_link(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    cards = deal(ada, tmp_path, block())
    first = graded(ada, cards, [RIGHT], key="first")
    text = page(as_ada, graded(ada, cards, [WRONG], key="second"))
    earlier = text[text.index('id="earlier"') :]
    assert re.search(rf'<a href="/interviews/{first.pk}/report/">23 November 2026, \d\d:00</a>', earlier)
    assert earlier.count("/report/") == 1


def test_prerequisites_are_shown_with_numbers(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    load(tmp_path, base=bank_text(PARAMETERS, bank="math.base"))
    text = page(as_ada, graded(ada, deal(ada, tmp_path, block(more=", needs: [sum]")), [WRONG]))
    assert "What they build on" in text
    assert "{{" not in text


def test_a_misconception_is_named_before_the_authors_answer(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    cards = deal(ada, tmp_path, *(block("choice", slug=slug) for slug in ("b", "c", "d")), block(slug="e"))
    text = page(as_ada, graded(ada, cards, ["B", "B", "A", RIGHT]))
    assert '<div class="prose misconception"><p>The training set.</p></div>' in text
    assert "why this is wrong, compare with what the author says below" in text


def test_a_question_only_glanced_at_is_not_called_rewritten(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    interview = sat(ada, deal(ada, tmp_path, block(), block(slug="b")), [RIGHT, ""])
    interview.turns.filter(position=2).update(seconds=1.0)
    grading.grade_some(interview, now=END, seconds=60)
    assert "You only glanced at this question, so it counts neither way." in page(as_ada, interview)


def test_a_first_interview_has_no_chart(as_ada: Client, interview: Interview) -> None:
    text = page(as_ada, interview)
    assert "polyline" not in text
    assert "This is your first interview" in text


def test_a_spoken_answer_may_be_played(as_ada: Client, interview: Interview) -> None:
    response = as_ada.get(f"/interviews/{interview.pk}/report/")
    assert "media-src blob:" in response.headers["Content-Security-Policy"]
    assert f'data-interview="{interview.pk}" data-position="3"' in response.content.decode()


# --- marks -----------------------------------------------------------------------------------------------------------


def test_a_mark_counts_at_once(as_ada: Client, interview: Interview) -> None:
    response = post(as_ada, interview, "marks/3", {"mark": "right"})
    assert response.headers["Location"] == f"/interviews/{interview.pk}/report/#question-3"
    assert "by your own mark" in page(as_ada, interview)


def test_with_script_question_summary_and_plan_come_back(as_ada: Client, interview: Interview) -> None:
    text = post(as_ada, interview, "marks/3", {"mark": "partly"}, HX_Request="true").content.decode()
    assert text.strip().startswith("<details")
    assert 'id="summary" hx-swap-oob="true"' in text
    assert "Put 4 questions into my plan" in text
    assert "Counted as partly right, by your own mark." in text


def test_ticked_points_count(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    interview = graded(ada, deal(ada, tmp_path, block("free")), [POINTS])
    post(as_ada, interview, "marks/1", {"checklist": "1", "ticked": ["1"]})
    assert Turn.objects.get().ticked == ["1"]
    post(as_ada, interview, "marks/1", {"checklist": "1"})
    assert Turn.objects.get().own_score == 0


def test_own_ticks_stand_in_the_place_of_what_was_found(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    interview = graded(ada, deal(ada, tmp_path, block("free")), [POINTS])
    post(as_ada, interview, "marks/1", {"checklist": "1", "ticked": ["2"]})
    text = page(as_ada, interview)
    points = text[text.index('<ul class="points">') : text.index("Model answer")]
    assert re.findall(r"</span> (\w.*ticked by you)", points) == ["Not ticked by you", "Made, ticked by you"]
    assert "key points found" not in text


def test_an_own_mark_is_said_in_words(as_ada: Client, interview: Interview) -> None:
    text = post(as_ada, interview, "marks/3", {"mark": "partly"}, HX_Request="true").content.decode()
    assert "Partly right</p>" in text
    assert "<strong>Hard</strong> · partly right, 2 min" in text
    assert not re.search(r"75.?%", text)


def test_key_points_of_an_undecided_answer_are_shown_once(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    interview = graded(ada, deal(ada, tmp_path, block("free")), [POINTS])
    answer = Turn.objects.get().answer
    Regrade.objects.create(answer=answer, score=None, notes=answer.notes, at=timezone.now())
    text = page(as_ada, interview)
    assert "We are not sure." in text
    assert '<ul class="points">' not in text
    assert text.count('name="ticked"') == 3


def test_points_of_an_answer_given_aloud_are_asked_for(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    interview = sat(ada, deal(ada, tmp_path, block("free")), [""])
    interview.turns.update(spoken=True)
    grading.grade_some(interview, now=END, seconds=60)
    assert "You answered this aloud. Which of these did you say?" in page(as_ada, interview)
    assert "Spoken." in page(as_ada, interview, "report.md")


def test_a_mark_that_is_not_the_learners_is_refused_in_words(as_ada: Client, interview: Interview) -> None:
    text = post(as_ada, interview, "marks/2", {"mark": "right"}, HX_Request="true").content.decode()
    assert "The mark of this question stands" in text
    assert Turn.objects.get(position=2).own_score is None


@pytest.mark.parametrize(("position", "data", "code"), [(3, {"mark": "best"}, 400), (3, {}, 400), (9, {}, 404)])
def test_a_mark_that_there_is_not_is_refused(
    as_ada: Client, interview: Interview, position: int, data: dict[str, object], code: int
) -> None:
    assert post(as_ada, interview, f"marks/{position}", data).status_code == code


# --- into the plan ---------------------------------------------------------------------------------------------------


def test_the_button_says_how_many_go_in_and_the_list_what_becomes_of_which(
    as_ada: Client, interview: Interview
) -> None:
    Card.objects.filter(question__slug="e").update(laid_down=True)
    text = page(as_ada, interview)
    assert "Put 4 questions into my plan" in text
    assert "<strong>Again</strong> · wrong, 2 min" in text
    assert "Not reached: waits among your new cards" in text
    assert "1 answer stays out until you have judged it." in text


def test_the_plan_says_which_review_counts_as_of_now(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    cards = deal(ada, tmp_path, block(), block(slug="b"))
    interview = graded(ada, cards, [RIGHT, WRONG])
    review(cards[1], now=END + DAY)
    text = page(as_ada, interview)
    assert "1 that you have reviewed since counts as of now." in text
    assert text.count("counts as of now, after your later review") == 1


def test_a_double_click_writes_back_once(as_ada: Client, interview: Interview) -> None:
    for _ in range(2):
        response = post(as_ada, interview, "reviews")
        assert response.headers["Location"] == f"/interviews/{interview.pk}/report/#plan"
    assert Review.objects.count() == 3
    assert "3 questions of this interview count in your plan" in page(as_ada, interview)


def test_prerequisites_are_taken_up_as_ticked(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    load(tmp_path, base=bank_text(block(slug="one"), block(slug="two"), bank="math.base"))
    interview = graded(ada, deal(ada, tmp_path, block(slug="asked", more=", needs: [one, two]")), [WRONG])
    assert "What they build on" in page(as_ada, interview)
    one, asked = (Question.objects.get(slug=slug) for slug in ("one", "asked"))
    post(as_ada, interview, "cards", {"question": [one.pk, asked.pk, "x"]})
    assert sorted(ada.cards.values_list("question__slug", flat=True)) == ["asked", "one"]


# --- out of the house ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "kind"), [("report.md", "text/markdown; charset=utf-8"), ("report.json", "application/json")]
)
def test_an_export_comes_as_a_file(as_ada: Client, interview: Interview, path: str, kind: str) -> None:
    response = as_ada.get(f"/interviews/{interview.pk}/{path}")
    ending = path.split(".")[1]
    name = f'attachment; filename="interview-2026-11-23-{interview.pk}.{ending}"'
    assert response.headers["Content-Disposition"] == name
    assert response.headers["Content-Type"] == kind
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_report_is_not_shared_unless_asked_for(as_ada: Client, client: Client, interview: Interview) -> None:
    assert "/shared/" not in page(as_ada, interview)
    assert client.get("/shared/None/").status_code == 404


def test_whoever_has_the_link_reads_the_report(as_ada: Client, client: Client, interview: Interview) -> None:
    post(as_ada, interview, "share")
    link = f"/shared/{Interview.objects.get().share}/"
    assert f'value="http://testserver{link}"' in page(as_ada, interview)
    response = client.get(link)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response.headers["X-Robots-Tag"]
    assert reporting.report(interview, shared=True).result.verdict in response.content.decode()


def test_a_shared_report_speaks_of_the_candidate(client: Client, ada: Learner, tmp_path: Path) -> None:
    cards = deal(ada, tmp_path, block(), block("flashcard", slug="b"), block("flashcard", slug="c"))
    interview = graded(ada, cards, [WRONG, "Three.", "Three."])
    Turn.objects.update(flagged=True)
    Turn.objects.filter(position=3).update(own_score=0.75)
    text = client.get(f"/shared/{reporting.share(interview)}/").content.decode()
    for part in ("Answer given", "Partly right, marked by the candidate", "Not judged yet", "The candidate used"):
        assert part in text
    main = text[text.index("<h1>") :]
    assert re.findall(r"(?i).{0,30}\b(?:your?|flagged|judge for)\b.*", re.sub(r"<[^>]*>", " ", main)) == []


def test_a_shared_report_has_no_name_no_form_and_nothing_else_of_the_learners(
    as_ada: Client, client: Client, ada: Learner, interview: Interview
) -> None:
    Turn.objects.update(aside="kept aside")
    Interview.objects.update(pad="scratch")
    text = client.get(f"/shared/{reporting.share(interview)}/").content.decode()
    assert "<form" not in text
    assert '<meta name="robots" content="noindex' in text
    for part in (
        ada.user.username,
        ada.user.email,
        "kept aside",
        "scratch",
        "Earlier interviews",
        "csrf",
        "Into your plan",
    ):
        assert part not in text


def test_a_link_that_was_withdrawn_is_not_found(as_ada: Client, client: Client, interview: Interview) -> None:
    post(as_ada, interview, "share")
    link = f"/shared/{Interview.objects.get().share}/"
    post(as_ada, interview, "share", {"withdraw": "1"})
    assert client.get(link).status_code == 404
    assert "Make a link" in page(as_ada, interview)


def test_whoever_has_the_link_changes_nothing(client: Client, interview: Interview) -> None:
    assert client.post(f"/shared/{reporting.share(interview)}/").status_code == 405


# --- other people ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", POSTS)
def test_another_learner_finds_nothing_to_change(as_emmy: Client, interview: Interview, path: str) -> None:
    assert post(as_emmy, interview, path, {"mark": "right"}).status_code == 404
    interview.refresh_from_db()
    assert (interview.share, interview.written_at, Review.objects.count()) == (None, None, 0)


@pytest.mark.parametrize("path", PAGES)
def test_another_learner_finds_no_report(as_emmy: Client, interview: Interview, path: str) -> None:
    assert as_emmy.get(f"/interviews/{interview.pk}/{path}").status_code == 404


@pytest.mark.parametrize("path", PAGES)
def test_nobody_reads_a_report_without_signing_in(client: Client, interview: Interview, path: str) -> None:
    assert client.get(f"/interviews/{interview.pk}/{path}").status_code == 302


@pytest.mark.parametrize("path", [path for path in POSTS if path != "gradings"])
def test_nothing_is_done_with_a_report_that_is_not_there_yet(
    as_ada: Client, ada: Learner, tmp_path: Path, path: str
) -> None:
    assert post(as_ada, sat(ada, deal(ada, tmp_path, block()), [RIGHT]), path).status_code == 404


@pytest.mark.parametrize("path", POSTS)
def test_a_look_at_an_address_for_posts_leads_back(as_ada: Client, interview: Interview, path: str) -> None:
    response = as_ada.get(f"/interviews/{interview.pk}/{path}/", follow=True)
    assert response.redirect_chain[-1][0].startswith(f"/interviews/{interview.pk}/report/")


def test_a_mark_that_meets_an_expired_session_leads_to_a_sign_in_and_back(client: Client, interview: Interview) -> None:
    response = client.post(f"/interviews/{interview.pk}/marks/3/", {"mark": "right"}, follow=True)
    assert response.redirect_chain[-1][0] == f"/accounts/login/?next=/interviews/{interview.pk}/report/"
    told = post(client, interview, "marks/3", {"mark": "right"}, HX_Request="true")
    assert told.headers["HX-Redirect"] == f"/interviews/{interview.pk}/report/#question-3"
