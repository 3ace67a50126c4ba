"""Data for tests, from small functions with keyword overrides."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.test import Client

from quizzes.answering import recording
from quizzes.authoring.loading import FolderReport, load_folder
from quizzes.library.services import take_up
from quizzes.memory.ratings import Rating
from quizzes.models import Answer, Bank, Card, Learner, Review, Token

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)  # a Monday
DAY = timedelta(days=1)

FLASHCARD = """## {slug}

```yaml
{{tags: [la]{more}}}
```

What is the trace of the 3 by 3 identity matrix?

**Answer:** Three.

**Hint:** Add up the diagonal.

**Hint:** It has three entries.

**Why:** The trace is the sum of the diagonal, and each entry is one.
"""

NUMERIC = """## {slug}

```yaml
{{kind: numeric, tags: [pr], answer: 3/8, tolerance: {{rel: 0.01}}{more}}}
```

A fair coin is tossed three times. What is the chance of exactly two heads?

**Hint:** Count the outcomes.

**Why:** Three of the eight outcomes have two heads.
"""

CHOICE = """## {slug}

```yaml
{{kind: choice, tags: [ev]{more}}}
```

Which data may decide between two models?

**Choices:**
- [x] The validation set.
- [ ] The training set.
  > It was used to fit both.
- [ ] The test set.
  > It is kept for the very end.

**Why:** A choice made on data overfits to it.
"""

FREE = """## {slug}

```yaml
{{kind: free, tags: [lt]{more}}}
```

What is overfitting?

**Points:**
- (2!) good on the training data {{training}}
- (2) worse on new data {{new data | unseen}}
- (-1) says it is a slow training {{slow}}

**Why:** The model has learned the noise besides the signal.
"""

PARAMETERS = """## sum

```yaml
{kind: numeric, tags: [ar], params: {a: {int: [2, 9]}, b: {int: [2, 9]}}, answer: a + b}
```

What is ${{a}}+{{b}}$?

**Why:** Count on from {{a}}.
"""

BLOCKS = {"flashcard": FLASHCARD, "numeric": NUMERIC, "choice": CHOICE, "free": FREE}


def block(kind: str = "numeric", slug: str = "two-heads", more: str = "") -> str:
    """One question of a bank. more: further YAML, such as ", rev: 2"."""
    return BLOCKS[kind].format(slug=slug, more=more)


def bank_text(*blocks: str, bank: str = "math.test", area: str = "math", title: str = "Test bank") -> str:
    head = f"---\nbank: {bank}\ntitle: {title}\narea: {area}\nlicense: CC-BY-4.0\nversion: 1\n"
    return head + "defaults: {level: intermediate}\n---\n\n# " + title + "\n\n" + "\n".join(blocks or [block()])


def load(folder: Path, **files: str) -> FolderReport:
    """Write bank files (name without its ending → text) into a folder and load that."""
    for name, text in files.items():
        (folder / f"{name}.md").write_text(text)
    return load_folder(folder)


def deal(learner: Learner, folder: Path, *blocks: str, **head: str) -> list[Card]:
    """Load a bank of these blocks and let the learner take it up. Returns the cards in the bank's order."""
    name = head.get("bank", "math.test")
    report = load(folder, **{name: bank_text(*blocks, **head)})
    assert not report.problems, [str(problem) for problem in report.problems]
    take_up(learner, Bank.objects.get(slug=name))
    cards = learner.cards.filter(question__bank__slug=name).select_related("question", "learner__user")
    return list(cards.order_by("question__place"))


def answer(card: Card, text: str = "3/8", *, now: datetime = NOON, **more: object) -> Answer:
    card.refresh_from_db()
    return recording.check_answer(card, text, now=now, **{"seconds": 90.0, **more})


def review(card: Card, rating: int = Rating.GOOD, *, now: datetime = NOON, text: str = "3/8", **more: object) -> Review:
    """Answer a card and grade it, and bring the card up to date."""
    made = recording.grade_answer(answer(card, text, now=now, **more), Rating(rating), now=now)
    card.refresh_from_db()
    return made


def token(learner: Learner, *, scope: str = "review", days: int = 1) -> str:
    """The text of a new token that ends in so many days."""
    return Token.objects.create(learner.user, expiry=days * DAY, name="phone", scope=scope)[1]


def by_token(text: str) -> Client:
    """A program that signs in with the token and knows of no cookies."""
    return Client(enforce_csrf_checks=True, headers={"Authorization": f"Token {text}"})
