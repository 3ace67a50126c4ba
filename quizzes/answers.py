"""What every answer key promises, what a grade says, and the two errors: one for authors, one for learners."""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from typing import Any, ClassVar, Self

MAX_ANSWER_LENGTH = 20_000  # characters; longer text is refused unread, not cut


class FieldError(Exception):
    """Speaks to an author: a field of a block is missing or wrong.

    field: the name an author typed, such as "answer" or "choices"; "yaml" for the fence as a whole.
    line: line of the file that is at fault, 1-based; None when the field has no line of its own.
    """

    def __init__(self, field: str, message: str, *, line: int | None = None) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message
        self.line = line


class UnreadableAnswer(Exception):
    """Speaks to a learner: the answer could not be read, so it was neither graded nor scheduled.

    position: index into the text of the first character that could not be read; None when no place is at fault.
    """

    def __init__(self, message: str, *, position: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.position = position


@dataclasses.dataclass(frozen=True, kw_only=True)
class Fields:
    """One block as an author wrote it, before a kind has looked at it.

    data: the YAML fence as a mapping; empty without a fence. Already plain: str, int, float, bool, None, list, dict.
    sections: Markdown under the bold labels, by label in lower case ("answer", "points", "choices", "why" ...).
        A repeated label ("hint") gives a tuple of several texts.
    lines: where each field of `data` (its name) and each section (its label) begins, 1-based line of the file.
    prompt: Markdown of the question itself.
    """

    data: Mapping[str, Any]
    sections: Mapping[str, tuple[str, ...]]
    lines: Mapping[str, int] = dataclasses.field(default_factory=dict)
    prompt: str = ""

    def section(self, label: str) -> str:
        """The Markdown under a label; "" when the label is absent."""
        return "\n\n".join(self.sections.get(label, ()))


@dataclasses.dataclass(frozen=True, kw_only=True)
class Note:
    """One remark about an answer.

    tone: "good", "bad" or "plain"; shown as a word and an icon, never as a colour alone.
    line: the line of the answer that it speaks of, 1-based; None for the answer as a whole.
    option: value of the option or key point that it speaks of, which the page shows it beside; "" for none.
    spans: passages of the answer that it speaks of, as indices of start and end.
    """

    text: str  # Markdown
    tone: str = "plain"
    line: int | None = None
    option: str = ""
    spans: tuple[tuple[int, int], ...] = ()


@dataclasses.dataclass(frozen=True, kw_only=True)
class Grade:
    """What a key says of one answer.

    score: 0 to 1; None where the learner is the judge.
    receipt: one line, how the answer was read and with what it was compared.
    undecided: our checks came to no result, which authors want to hear of; the score is None then.
    """

    score: float | None
    notes: tuple[Note, ...] = ()
    receipt: str = ""
    undecided: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True)
class Reading:
    """How one line of an answer is read, said while it is typed.

    line: 1-based.   latex: the line set as mathematics; "" when it cannot be read, and `error` says why.
    position: index into that line of the first character that could not be read.
    """

    line: int = 1
    latex: str = ""
    error: str = ""
    position: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class Choice:
    """One line that a learner may tick: an option before the answer, or a key point after it.

    value: what the answer text holds when it is ticked ("A", or "1" for a key point).
    harmful: a misconception, which costs points when the learner admits to it.
    feedback: what the author says of it, to be shown with the verdict only; "" for nothing.
    """

    value: str
    label: str  # Markdown
    harmful: bool = False
    feedback: str = ""  # Markdown


@dataclasses.dataclass(frozen=True, kw_only=True)
class AnswerKey(ABC):
    """The answer key of one question; one frozen dataclass in kinds/<kind>.py is one kind.

    An answer is always text, in the form, in the API and in the table, so that every kind works everywhere.
    """

    box: ClassVar[str]  # templates/answers/<box>.html, into which the learner types
    example: ClassVar[str]  # one complete block that an author could paste into a bank
    seconds: ClassVar[int]  # time that a prepared learner needs, for planning and for "fast" and "slow"
    isolated: ClassVar[bool] = False  # drawing and grading evaluate mathematics: in a worker, not in the web process
    deadline: ClassVar[float] = 2.0  # seconds that grading one answer may take there
    fields: ClassVar[frozenset[str]] = frozenset()  # names of YAML fields that only this kind knows
    sections: ClassVar[frozenset[str]] = frozenset()  # labels of sections that only this kind knows

    @classmethod
    @abstractmethod
    def from_fields(cls, fields: Fields) -> Self:
        """The key, checked. Raises FieldError, naming the field."""

    def check(self, fields: Fields) -> None:
        """Costly checks of an author's block, run when a bank is read, not at every answer. Raises FieldError."""
        return

    @abstractmethod
    def grade(self, text: str) -> Grade:
        """Judge an answer. Raises UnreadableAnswer when the text cannot be read at all."""

    @abstractmethod
    def model_answer(self) -> str:
        """An answer text that `grade` gives full marks, or leaves to the learner."""

    def shown_answer(self) -> str:
        """The model answer as Markdown, for eyes; by default the text itself."""
        return self.model_answer()

    def readings(self, text: str) -> tuple[Reading, ...]:
        """How each line of an answer is read, while it is typed; empty where nothing is to be read. Never raises."""
        return ()

    def symbols(self) -> tuple[str, ...]:
        """What the question's own notation needs, to be put into the answer by a click."""
        return ()

    def parts(self) -> Mapping[str, AnswerKey]:
        """Smaller keys by name, one card each. One part named "" unless the kind says otherwise."""
        return {"": self}

    def variant(self, seed: int) -> AnswerKey:
        """The key with its parameters drawn from `seed`; the same seed gives the same key for ever."""
        return self

    def placeholders(self) -> Mapping[str, str]:
        """What stands for {{name}} in prompt, hints and explanation of this variant."""
        return {}

    def options(self) -> tuple[Choice, ...]:
        """What the learner may tick as the answer; empty where the answer is typed."""
        return ()

    def checklist(self) -> tuple[Choice, ...]:
        """Key points that the learner ticks after seeing the model answer; empty for kinds that judge themselves."""
        return ()

    def score_of_ticks(self, ticked: Collection[str]) -> float | None:
        """Score, 0 to 1, of the key points that the learner ticked; None without a checklist."""
        return None
