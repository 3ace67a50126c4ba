"""A draft becomes what its preview shows: the card and the side behind it, the verdict on a trial, its tests."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from quizzes.answering import recording
from quizzes.answering.showing import card_page, verdict_page
from quizzes.answers import UnreadableAnswer
from quizzes.authoring import reading
from quizzes.authoring.reading import Draft
from quizzes.authoring.storing import Topics
from quizzes.banks import isolation
from quizzes.banks.blocks import read_blocks
from quizzes.banks.markup import fill, render, render_inline
from quizzes.banks.questions import COMMON_SECTIONS, drawable
from quizzes.banks.trials import SEEDS, Trial, Tried
from quizzes.checking import NotDrawn
from quizzes.kinds import all_kinds
from quizzes.maths.limits import Undecided
from quizzes.models import Answer, Bank, Card

NOT_DRAWN = "The values of this variant could not be worked out in time; change the text, or try once more."
NOBODY = 0  # number of a card that is in no table


def preview_page(draft: Draft, bank: Bank, *, seed: int, part: str, topics: Topics) -> dict[str, Any]:
    """What learners would see of a draft; of one with problems, as much as can be shown.

    part: name of the card; the first where there is none of that name.
    """
    if draft.block is None:
        return {"rough": _rough(draft, bank, seed), "seed": seed}
    card = _card(draft, bank, part=part, topics=topics)
    try:
        # Answered with nothing, so that options are marked as a verdict marks them.
        behind = verdict_page(Answer(card=card, seed=seed, text=""), waits={})
        page = card_page(card, seed=seed, texts=[])
    except NotDrawn:
        return {"trouble": NOT_DRAWN, "part": card.part, "parts": card.question.parts}
    return {
        **page,
        "hints": len(page["html"]["hints"]) or True,  # a box shown after a hint does not take the focus
        "behind": behind,
        "seed": seed,
        "part": card.part,
        "parts": card.question.parts,
    }


def trial_page(
    draft: Draft, bank: Bank, *, seed: int, part: str, texts: Sequence[str], topics: Topics
) -> dict[str, Any]:
    """The verdict that a learner would get on this answer; nothing is recorded. draft: without a problem."""
    card = _card(draft, bank, part=part, topics=topics)
    text = " ".join(texts)  # ticked options come one by one
    try:
        grade = recording.judged(card, text, seed=seed)
        answer = Answer(
            card=card,
            seed=seed,
            text=text,
            score=grade.score,
            notes=[dataclasses.asdict(note) for note in grade.notes],
            receipt=grade.receipt,
        )
        return {**verdict_page(answer, waits={}), "seed": seed}
    except UnreadableAnswer as error:
        return {"error": error, "error_html": render_inline(error.message), "text": text, "seed": seed}
    except NotDrawn:
        return {"trouble": NOT_DRAWN, "seed": seed}


def _card(draft: Draft, bank: Bank, *, part: str, topics: Topics) -> Card:
    assert draft.block is not None
    question = reading.unsaved(bank, draft.block)
    question.topic_title = topics.get(question.topic, (0, bank.title))[1]
    return Card(pk=NOBODY, question=question, part=part if part in question.parts else question.parts[0])


def _rough(draft: Draft, bank: Bank, seed: int) -> Mapping[str, Any]:
    """Prompt and sections without an answer box, with the values of the variant where they can be drawn."""
    source = draft.source.replace("\r\n", "\n")
    labels = COMMON_SECTIONS.union(*(kind.sections for kind in all_kinds().values()))
    blocks = read_blocks(source, file="", labels=labels, front_matter=False).blocks
    if not blocks:
        return {}
    values = _values(source, bank, seed)
    return {
        "prompt": fill(render(blocks[0].prompt), values),
        "sections": [(each.label.capitalize(), fill(render(each.text), values)) for each in blocks[0].sections],
        "has_values": bool(values),
    }


def _values(source: str, bank: Bank, seed: int) -> Mapping[str, str]:
    """What stands for {{name}}; nothing where that cannot be told."""
    key = drawable(source, defaults=reading.defaults_of(bank.head))
    try:
        return isolation.values_apart(key, seed) if key else {}
    except Undecided:  # it is among the problems
        return {}


# --- tests -----------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, kw_only=True)
class TrialRow:
    """One test; cells: by column, None where it speaks of no such variant; a single one for a seed of its own."""

    trial: Trial
    cells: tuple[Tried | None, ...]

    @property
    def is_own(self) -> bool:
        """Whether the test names its variant, which is said in the row rather than by a column."""
        return self.trial.seed is not None

    @property
    def failed(self) -> bool:
        return any(cell and cell.message for cell in self.cells)


@dataclasses.dataclass(frozen=True, kw_only=True)
class TrialTable:
    """columns: seeds; a single None where all variants are alike."""

    columns: tuple[int | None, ...]
    rows: tuple[TrialRow, ...]

    @property
    def failures(self) -> int:
        return sum(row.failed for row in self.rows)

    @property
    def undecided(self) -> int:
        return sum(any(cell and cell.undecided for cell in row.cells) for row in self.rows)


def trial_table(tried: Sequence[Tried]) -> TrialTable:
    """Rows in the order of the tests; what was made on no variant in particular stands in the first column."""
    seeds = {each.seed for each in tried if each.seed is not None and each.trial.seed is None}
    columns: tuple[int | None, ...] = tuple(sorted(seeds | set(SEEDS))) if seeds else (None,)
    by_trial: dict[Trial, dict[int | None, Tried]] = {}
    for each in tried:
        by_trial.setdefault(each.trial, {})[columns[0] if each.seed is None else each.seed] = each
    rows = (
        TrialRow(
            trial=trial,
            cells=tuple(cells.values()) if trial.seed is not None else tuple(cells.get(column) for column in columns),
        )
        for trial, cells in by_trial.items()
    )
    return TrialTable(columns=columns, rows=tuple(rows))
