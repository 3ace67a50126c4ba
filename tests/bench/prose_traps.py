"""What must not pass for an answer, made of the banks' own questions: mean scores beside their targets.

Made of PROBED free questions with key points, and of as many flashcards, whose back is a reference without points; both
are drawn by a lot that always falls alike.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from quizzes.banks.folder import read_folder
from quizzes.prose.blending import Reader
from quizzes.prose.checking import Rubric, assess
from quizzes.prose.words import words_of
from tests.bench.figures import Figure

CONTENT: Final = Path(__file__).parents[2] / "content"
PROBED: Final = 40
FEWEST_WORDS: Final = 8  # of content, in the back of a card that says something
AUXILIARY: Final = re.compile(r"\b(is|are|was|were|can|could|will|would|may|must|should|does|do|has|have)\b(?! not)")
LEADS: Final = ("It is not true that ", "It is wrong that ", "I don't think that ")
FEW: Final = (2, 5)  # words, too few to be called a list

Trap = Callable[[Rubric, Rubric, random.Random], str]


def negated_in_front(rubric: Rubric, other: Rubric, lot: random.Random) -> str:
    lead = lot.choice(LEADS)
    return " ".join(lead + each[0].lower() + each[1:] for each in _sentences(rubric.reference))


def negated_inside(rubric: Rubric, other: Rubric, lot: random.Random) -> str:
    """ "Is" becomes "is not"; a sentence without such a verb is denied as a whole."""
    return " ".join(
        AUXILIARY.sub(r"\1 not", each, count=1) if AUXILIARY.search(each) else LEADS[0] + each[0].lower() + each[1:]
        for each in _sentences(rubric.reference)
    )


def stuffed(rubric: Rubric, other: Rubric, lot: random.Random) -> str:
    words = _content(rubric.reference)
    return " ".join(lot.sample(words, len(words)))


def stuffed_in_brief(rubric: Rubric, other: Rubric, lot: random.Random) -> str:
    words = _content(rubric.reference)
    return " ".join(lot.sample(words, min(len(words), lot.randint(*FEW))))


def question_copied(rubric: Rubric, other: Rubric, lot: random.Random) -> str:
    return rubric.question


def of_another_question(rubric: Rubric, other: Rubric, lot: random.Random) -> str:
    return other.reference


TRAPS: Final[dict[str, tuple[float, Trap]]] = {
    "reference denied in front": (0.2, negated_in_front),
    "reference denied inside": (0.2, negated_inside),
    "key words stuffed": (0.4, stuffed),
    "two to five key words": (0.4, stuffed_in_brief),
    "question copied": (0.1, question_copied),
    "right answer to another question": (0.15, of_another_question),
}


def measure(meaning: Reader | None, how: str) -> list[Figure]:
    return [
        Figure(name=f"{how}{name}, {kind}", values=[sum(scores) / len(scores)], at_most=most)
        for kind, rubrics in probed().items()
        for name, (most, trap) in TRAPS.items()
        if (scores := [assess(rubric, text, meaning=meaning).score for rubric, text in made(rubrics, trap)])
    ]


def probed() -> dict[str, Sequence[Rubric]]:
    questions = [question for bank in read_folder(CONTENT).banks for question in bank.questions]
    free = [each.key.rubric for each in questions if each.kind == "free"]  # type: ignore[attr-defined]
    cards = [
        Rubric(question=each.prompt, reference=each.key.back)  # type: ignore[attr-defined]
        for each in questions
        if each.kind == "flashcard"
    ]
    lot = random.Random(11)
    return {
        "key points": lot.sample([each for each in free if each.reference.strip()], PROBED),
        "reference alone": lot.sample(
            [each for each in cards if len(_content(each.reference)) >= FEWEST_WORDS], PROBED
        ),
    }


def made(rubrics: Sequence[Rubric], trap: Trap) -> Iterator[tuple[Rubric, str]]:
    lot = random.Random(12)
    for number, rubric in enumerate(rubrics):
        other = rubrics[(number + lot.randrange(1, len(rubrics))) % len(rubrics)]
        yield rubric, trap(rubric, other, lot)


def _sentences(text: str) -> list[str]:
    return [each for each in re.split(r"(?<=[.!?])\s+", " ".join(text.split())) if each]


def _content(text: str) -> list[str]:
    return [word.text for word in words_of(text) if word.is_content]
