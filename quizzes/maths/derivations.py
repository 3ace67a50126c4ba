"""From the lines of a learner and the author's way to a verdict on each line and on the whole derivation.

Each line is judged against the line above; what was written counts, also behind a mistake. The author's lines only
help: they settle a line of the same form at once, and they tell whether a line jumps over too much.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Final

from quizzes.answers import Grade, Note
from quizzes.maths import clocks
from quizzes.maths.equality import Verdict
from quizzes.maths.grading import UNDECIDED
from quizzes.maths.lines import Line, TypedLine, parts_of
from quizzes.maths.quantities import sentences
from quizzes.maths.receipts import counterexample_sentence, place_text
from quizzes.maths.slips import guessed_slip
from quizzes.maths.solving import slip_of_solving
from quizzes.maths.steps import Step, compared, judge_next
from quizzes.maths.trees import Node, is_condition, to_text
from quizzes.maths.ways import Way

SECONDS: Final = 3.5  # for the lines of one answer; what is left then is not decided
SLIP_SECONDS: Final = 0.4  # for naming what went wrong in one line
NO_WAY_SCORE: Final = 0.5  # from the start straight to the goal
GAP_SCORES: Final = 0.6, 0.85  # a way with a gap: from nearly all of it missing to nearly nothing
UNFINISHED_SCORE: Final = 0.8  # one line short of the goal
RIGHT_AGAIN: Final = "It would follow from the start, but not from your line above."


@dataclasses.dataclass(frozen=True, kw_only=True)
class Judged:
    """number: of the line in the answer, 1-based.   step: its verdict.   words: Markdown, what else to say of it."""

    number: int
    line: Line
    step: Step
    words: str = ""


def grade_lines(typed: Sequence[TypedLine], way: Way) -> Grade:
    """typed: at least one line.

    1 where every line follows and the last one is the goal; 0 with a line that does not follow; None where some line
    could not be decided. Lines that follow but leave a gap, or stop before the goal, earn a part.
    """
    judged = judge_typed(typed, way)
    bad = [each for each in judged if each.step.status == "bad"]
    undecided = [each for each in judged if each.step.status == "open"]
    progress = _Progress(way, judged)
    notes = [_note(each, progress) for each in judged]
    receipt = _receipt(judged, way)
    if bad:
        first = bad[0].number
        notes.append(Note(text=f"Line {first} is the first that does not follow.", tone="bad"))
        return Grade(score=0.0, notes=tuple(notes), receipt=receipt)
    if not progress.moved:
        notes.append(Note(text="This is the start only. Write the lines that lead from it to the goal.", tone="bad"))
        return Grade(score=0.0, notes=tuple(notes), receipt=receipt)
    if undecided:
        others = " All other lines follow." if len(judged) > len(undecided) else ""
        notes.append(Note(text=UNDECIDED + others, tone="plain"))
        return Grade(score=None, notes=tuple(notes), receipt=receipt, undecided=True)
    if progress.missing:
        notes.append(Note(text=progress.missing, tone="plain"))
    return Grade(score=progress.score, notes=tuple(notes), receipt=receipt)


def judge_typed(typed: Sequence[TypedLine], way: Way, *, trusting: bool = True) -> list[Judged]:
    """The verdict on each line; the start stands silently above the first one, unless it is written there.

    trusting: False where the author's own lines are on trial and may settle nothing.
    """
    until = clocks.seconds() + SECONDS
    start = Line("", way.start, parts_of(way.start))
    above = [start]
    found: list[Judged] = []
    place: int | None = 0  # of the line above among the author's; None where it is another, or behind a mistake
    for each in typed:
        line = each.line
        if not found and way.form(line.tree) == way.forms[0]:
            step = Step(status="start", read_as=to_text(line.tree))
        else:
            step = _judged(above, line, place if trusting else None, way, until)
        sound = step.status in ("start", "follows")
        place = way.place(line.parts[-1] if line.is_chain else line.tree) if sound and place is not None else None
        if sound and place is None:
            place = -1  # sound, but no line of the author's
        words = ""
        if step.status == "bad":
            behind_mistake = bool(found) and found[-1].step.status == "bad"
            right_again = behind_mistake and way.place(line.parts[-1] if line.is_chain else line.tree) is not None
            words = RIGHT_AGAIN if right_again else _explained(step, above, way, until)
        found.append(Judged(number=each.number, line=line, step=step, words=words))
        above.append(line)
    return found


def _judged(above: Sequence[Line], line: Line, place: int | None, way: Way, until: float) -> Step:
    if place is not None and len(line.parts) == 1 and _is_known(line, place, way):
        return Step(status="follows", read_as=to_text(line.tree), how="the author's line")
    if clocks.seconds() > until:
        return Step(status="open", read_as=to_text(line.tree), note="there was no time left for this line")
    step = judge_next(above, line, way.options)
    if step.status == "open" and place is not None and way.relation == "equal" and line.is_chain:
        return _by_other_lines(step, line, way, until)
    return step


def _is_known(line: Line, place: int, way: Way) -> bool:
    """Whether the author has a line of this form, which follows from the sound line above."""
    own = way.place(line.tree)
    if own is None or (way.relation == "equal" and is_condition(line.tree) and not is_condition(way.start)):
        return False
    return way.relation != "implies" or own >= place >= 0


def _by_other_lines(step: Step, line: Line, way: Way, until: float) -> Step:
    """All lines of a sound chain are equal: what one comparison leaves open, another may decide."""
    for node in (way.goal, *way.steps, way.start):
        if clocks.seconds() > until:
            break
        found = compared(node, line.parts[-1], way.options)
        if found.verdict is not Verdict.UNDECIDED and len(line.parts) == 1:
            status = "follows" if found.verdict is Verdict.SAME else "bad"
            return dataclasses.replace(step, status=status, comparison=found, pair=(node, line.parts[-1]), note="")
    return step


def status_of_wrong(tree: Node, way: Way) -> str:
    """Of a line that should be wrong: "bad" behind some line of the author's, else "open" or "follows"."""
    line = Line("", tree, parts_of(tree))
    found = set()
    for node in (way.start, *way.steps[:-1]):
        step = judge_next([Line("", node, parts_of(node))], line, way.options)
        if step.status == "bad":
            return "bad"
        found.add(step.status)
    return "open" if "open" in found else "follows"


# --- what is said of a line ------------------------------------------------------------------------------------------


def _explained(step: Step, above: Sequence[Line], way: Way, until: float) -> str:
    """Why a line does not follow: the author's words or a guess, while there is time, and a place where it fails."""
    right, wrong = step.pair or (above[-1].tree, above[-1].tree)
    known = _known_mistake(wrong, way) if clocks.seconds() < until else ""
    place = ""
    if step.comparison is not None:
        is_value = not is_condition(right)
        place = counterexample_sentence(step.comparison, "the line above")
        if not is_value and step.comparison.counterexample is not None and step.comparison.note:
            place = f"{sentences(step.comparison.note).rstrip('.')}: {_place(step)}."
    note = "" if is_condition(right) or not step.note else _about_lines(step.note)
    slip = "" if known or clocks.seconds() > until else _slip(right, wrong, step, way)
    return " ".join(part for part in (known or slip, note, place) if part)


def _about_lines(note: str) -> str:
    """What a comparison says of a reference and an answer, said of two lines."""
    return sentences(note.replace("the reference", "the line above").replace("the answer", "this line"))


def _place(step: Step) -> str:
    return place_text((step.comparison.counterexample if step.comparison else None) or {})


def _known_mistake(wrong: Node, way: Way) -> str:
    """The author's words on a wrong line that says the same as this one."""
    form = way.form(wrong)
    for known in way.wrong:
        if way.form(known.tree) == form:
            return known.why
    for known in way.wrong:
        comparable = is_condition(known.tree) == is_condition(wrong)
        if comparable and compared(known.tree, wrong, way.options).verdict is Verdict.SAME:
            return known.why
    return ""


def _slip(right: Node, wrong: Node, step: Step, way: Way) -> str:
    """Guessed from the line above, then from the author's line behind it."""
    if is_condition(right) and (found := slip_of_solving(right, wrong, step.note, way.options)):
        return found
    candidates = [right]
    place = way.place(right)
    if place is not None:
        candidates += [node for node in way.steps if way.place(node) == place + 1]
    elif way.relation == "equal" and way.steps:
        candidates.append(way.steps[0])
    for node in candidates:
        if found := guessed_slip(node, wrong, way.options, seconds=SLIP_SECONDS / len(candidates)):
            return found
    return ""


def _note(judged: Judged, progress: _Progress) -> Note:
    number, step = judged.number, judged.step
    match step.status:
        case "start":
            return Note(text="The start.", tone="plain", line=number)
        case "bad":
            return Note(text=f"Does not follow. {judged.words}".strip(), tone="bad", line=number)
        case "open":
            return Note(text="We could not tell whether this follows.", tone="plain", line=number)
    if gap := progress.gaps.get(number):
        return Note(text=gap, tone="plain", line=number)
    return Note(text="Follows.", tone="good", line=number)


def _receipt(judged: Sequence[Judged], way: Way) -> str:
    counts = {status: sum(each.step.status == status for each in judged) for status in ("follows", "bad", "open")}
    parts = [f"Each line was judged by the one above: of {len(judged)}, {counts['follows']} found to follow"]
    parts += [f"{counts['bad']} found not to"] if counts["bad"] else []
    parts += [f"{counts['open']} not decided"] if counts["open"] else []
    assumed = way.declared.assumptions([*(way.declared.vocabulary.names or ()), *way.declared.vocabulary.shapes])
    return ", ".join(parts) + (f"; assumed: {assumed}." if assumed else ".")


# --- how far the lines have come -------------------------------------------------------------------------------------


class _Progress:
    """How far lines that all follow lead along the author's way.

    moved: whether anything but the start was written.   gaps: what to say of lines that jump, by number.
    missing: what the answer as a whole still lacks, "" for nothing.
    """

    def __init__(self, way: Way, judged: Sequence[Judged]) -> None:
        self.way = way
        self.moved = False
        self.gaps: dict[int, str] = {}
        self.missing = ""
        self.jumped = 0  # steps of the author's that lie within gaps
        self.straight = False
        here, moves, before = 0, 0, way.forms[0]
        for each in judged:
            for node in self._nodes(each.line):
                form = way.form(node)
                if form == before:
                    continue
                before, moves, self.moved = form, moves + 1, True
                place = way.place(node)
                if place is not None and place > here:
                    self._look_at(each.number, here, place, moves)
                    here, moves = place, 0
        self.reached = before == way.forms[-1]
        self.here = here if self.reached else min(here + moves, max(way.last - 1, 0))
        if not self.reached and self.moved:
            near = way.last - self.here <= 1
            self.missing = "One more line: write the goal." if near else "All lines follow so far; go on to the goal."
        elif self.straight:
            self.missing = "The goal is right, but the way to it is missing: write the lines between."
        elif self.gaps:
            self.missing = "All lines follow, but there is a gap to fill in."

    def _nodes(self, line: Line) -> Iterator[Node]:
        if line.is_chain and not is_condition(self.way.start):
            yield from line.parts
        else:
            yield line.tree

    def _look_at(self, number: int, here: int, place: int, moves: int) -> None:
        jump, limit = place - here, self.way.max_gap
        straight = here == 0 and place == self.way.last and moves == 1 and jump > 1
        if not straight and (limit is None or jump <= limit * moves):
            return
        self.straight = self.straight or straight
        self.jumped += jump
        self.gaps[number] = f"Right, but it jumps over {jump - 1} of our lines: fill in the step between."
        if jump == 2:
            self.gaps[number] = "Right, but it jumps over one of our lines: fill in the step between."

    @property
    def score(self) -> float:
        if self.straight:
            return NO_WAY_SCORE
        if not self.reached:
            near = self.way.last - self.here <= 1
            return UNFINISHED_SCORE if near else round(UNFINISHED_SCORE * self.here / self.way.last, 2)
        if self.gaps:
            low, high = GAP_SCORES
            return round(high - (high - low) * self.jumped / self.way.last, 2)
        return 1.0
