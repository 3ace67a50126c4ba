"""One question from an idea to a regraded review and into its bank's file, by the hands of an editor and a learner."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from importlib import import_module
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from playwright.sync_api import Page, expect

from quizzes.models import Answer, Card, Dispute, Learner, Question, Regrade, WorkingCopy
from tests.admin.conftest import into_group
from tests.browser.desk import ADD, card, choose_bank, choose_variant, try_answer, write
from tests.browser.looks import look
from tests.makers import block, deal, review

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("warm_workers")]

# Labelling is never slower than what comes in, but at one corner of the ranges it is no faster either. And the answer
# is in hours, which is not what is asked.
QUEUE = """## minutes-until-the-queue-is-empty

```yaml
kind: numeric
level: entry
tags: [pr]
params: {m: {int: [60, 180, 10]}, k: {int: [20, 40]}, j: {int: [5, 20]}}
answer: m/(k - j)
wrong:
  - {expr: m/k, why: "New images come in while you label: take them from the rate."}
tests:
  - {right: "{{m}}/({{k}} - {{j}})"}
  - {wrong: "{{m}}/{{k}}"}
```

Of a queue of {{m}} images your team labels {{k}} an hour, while {{j}} new ones come in. It is empty after how many
minutes?

**Why:** The queue shrinks by the difference of the two rates.
"""
IN_MINUTES = (
    ("answer: m/(k - j)", "answer: 60*m/(k - j)"),
    ("{expr: m/k,", "{expr: 60*m/k,"),
    ('{right: "{{m}}/', '{right: "60*{{m}}/'),
    ('{wrong: "{{m}}/', '{wrong: "60*{{m}}/'),
)


class Checkout:
    """A folder of banks under git."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.git("init", "-q")
        self.commit()

    def git(self, *arguments: str) -> str:
        name = ["-c", "user.name=Grace", "-c", "user.email=grace@example.org"]
        done = subprocess.run(["git", "-C", self.folder, *name, *arguments], check=True, capture_output=True, text=True)
        return done.stdout

    def commit(self) -> None:
        self.git("add", ".")
        self.git("commit", "-qm", "Keep")

    def changed_lines(self) -> tuple[list[str], list[str]]:
        """Lines taken out, and lines put in, by an export since the last commit."""
        call_command("export_banks", self.folder, stdout=StringIO())
        lines = self.git("diff", "--unified=0").splitlines()
        changes = [line for line in lines if line[0] in "+-" and not line.startswith(("+++", "---"))]
        return [line[1:] for line in changes if line[0] == "-"], [line[1:] for line in changes if line[0] == "+"]


def numbers_of(text: str) -> Iterator[int]:
    """Queue, labelled an hour, and coming in, as the question tells them."""
    return map(int, re.findall(r"\d+", text)[:3])


def publish(page: Page, words: str) -> None:
    """By the button of the desk and that of the page behind it, which says what it does to learners."""
    page.get_by_role("button", name="Publish …").press("Enter")
    expect(page.get_by_role("main")).to_contain_text(words)
    look(page, "publication")
    page.get_by_role("button", name="Publish").press("Enter")
    expect(page.get_by_role("main")).to_contain_text("Published: minutes-until-the-queue-is-empty")


@pytest.fixture
def groups(transactional_db: None) -> None:
    """A migration makes them; the tests before this one have emptied all tables."""
    import_module("quizzes.migrations.0007_groups").make_groups(apps, SimpleNamespace(connection=connection))


def test_from_an_idea_to_a_regraded_review(
    page: Page,
    open_as: Callable[[Learner, str], None],
    ada: Learner,
    person: Callable[..., Learner],
    groups: None,
    tmp_path: Path,
    settings,
) -> None:
    settings.CONTENT_DIR = tmp_path
    grace = into_group(person("grace"), "Editors")
    (old,) = deal(ada, tmp_path, block(slug="old"))
    review(old, now=timezone.now())
    checkout = Checkout(tmp_path)

    # The editor writes a question, with a known mistake and what to say to it, and sees five variants of it.
    open_as(grace, ADD)
    choose_bank(page)
    write(page, QUEUE)
    shown = set()
    for seed in range(1, 6):
        choose_variant(page, seed)
        expect(card(page).locator(".rough")).to_contain_text(f"variant {seed},")
        shown.add(tuple(numbers_of(card(page).locator(".prompt").inner_text())))
    assert len(shown) == 5
    # At one seed it divides by zero: told with its line, in the list and in the margin, though none of the five shows it.
    assert all(k != j for _, k, j in shown)
    problem = page.locator("#problems li")
    expect(problem).to_contain_text(re.compile(r"answer: division by zero at m = \d+, k = 20, j = 20 \(seed \d+\)"))
    expect(problem.locator("button")).to_have_text("Line 8")
    expect(page.locator(".cm-lint-marker-error")).to_have_count(1)
    look(page, "told", rules=False)
    problem.locator("button").focus()
    page.keyboard.press("Enter")
    for key in ("ArrowLeft",) * len("]}}\n") + ("Backspace",) * len("20"):  # to the end of the range in the line above
        page.keyboard.press(key)
    page.keyboard.type("19")
    expect(page.locator("#no-problems")).to_be_visible()
    # Three answers: the wrong formula, the right one, and what nobody can read. Nothing is recorded.
    expect(card(page).locator("#answer-form [name=seed]")).to_have_value("5")
    m, k, j = numbers_of(card(page).locator(".prompt").inner_text())
    try_answer(page, f"{m}/{k}", "New images come in while you label")
    try_answer(page, f"{m}/({k}-{j})", "Right")
    look(page, "tried", rules=False)
    try_answer(page, "no idea", "Nothing was graded")
    assert not Answer.objects.filter(card__question__slug=QUEUE.split()[1]).exists()
    page.get_by_role("button", name="Run the tests").press("Enter")
    expect(page.locator("#tests")).to_contain_text("All 2 pass")
    look(page, "tested", rules=False)
    publish(page, "1 person learns this bank and gets it as a new card")
    assert not WorkingCopy.objects.exists()
    question = Question.objects.get(slug="minutes-until-the-queue-is-empty")
    assert question.state == "published"
    assert checkout.changed_lines() == ([], ["", *question.source.rstrip("\n").split("\n")])
    checkout.commit()

    # A learner meets it in the review, answers in minutes, and disputes the mark, all by keyboard.
    open_as(ada, "/review/")
    m, k, j = numbers_of(page.locator("#prompt").inner_text())
    answer = f"60*{m}/({k}-{j})"
    page.keyboard.type(answer)
    page.keyboard.press("Enter")
    expect(page.locator("#result")).to_be_focused()
    expect(page.locator(".word")).to_contain_text("Wrong")
    page.get_by_text("Dispute this mark").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Minutes are asked for, and the model answer is in hours.")
    look(page, "disputing")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".dispute .state")).to_be_focused()
    expect(page.get_by_text("an editor will look")).to_be_visible()
    look(page, "disputed")
    page.locator("#result").focus()
    page.wait_for_timeout(450)  # keys pressed sooner are not meant for what has just appeared
    page.keyboard.press("1")
    expect(page.get_by_text("a few minutes early")).to_be_visible()
    mine = Card.objects.get(learner=ada, question=question)
    assert (mine.due_at is not None, Dispute.objects.get().state) == (True, "open")

    # The editor mends the question, and accepts.
    open_as(grace, "/admin/quizzes/dispute/")
    look(page, "queue", rules=False)
    page.get_by_role("link", name=question.slug).click()
    look(page, "dispute")
    address = page.url
    page.get_by_role("link", name=f"Edit {question.slug}").click()
    mended = question.source
    for before, after in IN_MINUTES:
        mended = mended.replace(before, after)
    write(page, mended)
    publish(page, "The answer changes.")
    page.goto(address)
    page.get_by_role("button", name="Show what changes").click()
    expect(page.get_by_text("1 mark of 1 learner changes")).to_be_visible()
    look(page, "acceptance")
    page.get_by_label("A word to the learner").fill("You are right, thank you.")
    page.get_by_role("button", name="Accept, and change 1 mark").click()
    expect(page.get_by_text("Accepted: 1 mark changed")).to_be_visible()

    # The learner's review is regraded, and the learner is told.
    open_as(ada, "/")
    expect(page.get_by_text("is now marked right; before, it was wrong. You are right, thank you.")).to_be_visible()
    look(page, "notice")
    page.get_by_role("link", name="Look at it").click()
    expect(page.locator(".word")).to_contain_text("Right")
    expect(page.get_by_text("it was accepted on")).to_be_visible()
    look(page, "accepted")
    page.go_back()
    page.get_by_role("button", name="Got it").click()
    expect(page.get_by_text("is now marked right")).to_have_count(0)
    mine.refresh_from_db()
    assert Regrade.objects.get().answer.card == mine
    assert mine.memory == mine.replayed()
    assert mine.memory.stability == pytest.approx(8.3, abs=0.1), "as after Easy, no more as after Again"

    # The bank's file has changed in the lines of that question which were edited, the disputed answer among its tests.
    out, put = checkout.changed_lines()
    seed = Dispute.objects.get().answer.seed
    assert out == [line for line in question.source.split("\n") if line not in mended.split("\n")]
    assert put == [
        *(line for line in mended.split("\n") if line not in question.source.split("\n")),
        f'  - {{right: "{answer}", seed: {seed}}}',
    ]
    assert checkout.git("status", "--short").split() == ["M", "math.test.md"]
