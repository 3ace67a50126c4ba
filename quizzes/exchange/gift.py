"""A file in Moodle's GIFT format to drafts, question by question, as Moodle's own importer takes them apart."""

from __future__ import annotations

import dataclasses
import re

from quizzes.exchange.drafts import ENOUGH, Complaint, Draft, DraftOption, Found
from quizzes.exchange.gift_answers import GiftAnswer, answers_of, split_feedback
from quizzes.exchange.gift_typed import numeric_draft, short_draft
from quizzes.exchange.moodle_text import markdown_of, waiting

BLANK = "[…]"
TRUE_FALSE = {"T": True, "TRUE": True, "F": False, "FALSE": False}
NO_PAIRS = "a matching question has no form here; write a question for each pair"
NO_PARTNER = "a brace { or } has no partner; write \\{ or \\} for one that belongs to the text"
SECOND = (
    "a second answer in { braces }: put a blank line between two questions, or begin each with a ::title::; "
    "write \\{ and \\} for braces that belong to the text"
)
NO_ANSWER = "this has no answer in { braces }, so it is no question; take it out, or put // before it"


@dataclasses.dataclass(frozen=True, kw_only=True)
class GiftQuestion:
    """One question taken apart, escapes still waiting.

    prompt: Markdown with BLANK where a missing word was.   why: Markdown of the general feedback; "" for none.
    """

    line: int
    prompt: str
    answer: str
    why: str
    missing_word: bool


class GiftError(Exception):
    """Why a question cannot be imported. line: where; None for where it begins."""

    def __init__(self, message: str, *, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


def read_gift(text: str) -> Found:
    """The questions of the file. A blank line parts them, or a ::title:: behind an answer that is closed.

    A line that begins with // is a comment, and one with $CATEGORY: is left out.
    """
    drafts: list[Draft] = []
    problems: list[Complaint] = []
    for paragraph in _paragraphs(text):
        if len(drafts) + len(problems) > ENOUGH:
            break
        try:
            drafts.append(_draft(_taken_apart(paragraph)))
        except GiftError as error:
            problems.append((error.line or paragraph[0][0], str(error)))
    return Found(drafts=tuple(drafts), problems=tuple(problems))


def looks_like_gift(text: str) -> bool:
    return re.search(r"\{\s*(?:[=~#]|(?:T|F|TRUE|FALSE)\s*[#}])", text) is not None


def _paragraphs(text: str) -> list[list[tuple[int, str]]]:
    """The lines of each question, with their numbers and without comments; escapes are still as they were typed."""
    found: list[list[tuple[int, str]]] = []
    lines: list[tuple[int, str]] = []
    depth = 0
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        line = line.strip()
        bare = waiting(line)
        is_category = depth <= 0 and bare.startswith("$CATEGORY:")
        if lines and (not line or is_category or (depth <= 0 and _has_title(bare))):
            found.append(lines)
            lines, depth = [], 0
        if line and not is_category and not line.startswith("//"):
            lines.append((number, line))
            depth += bare.count("{") - bare.count("}")
    return found


def _has_title(text: str) -> bool:
    return text.startswith("::") and "::" in text[2:]


def _taken_apart(lines: list[tuple[int, str]]) -> GiftQuestion:
    text = waiting("\n".join(line for _, line in lines))
    if _has_title(text):
        text = text[2:].split("::", 1)[1].strip()
    start, end = text.find("{"), text.find("}")
    if start < 0 and end < 0:
        raise GiftError(NO_ANSWER)
    if start < 0 or end < start or "{" in text[start + 1 : end]:
        raise GiftError(NO_PARTNER)
    before, answer, behind = text[:start], text[start + 1 : end].strip(), text[end + 1 :]
    if another := re.search("[{}]", behind):
        line, _ = lines[-1 - behind[another.start() :].count("\n")]
        raise GiftError(SECOND if another[0] == "{" else NO_PARTNER, line=line)
    answer, _, feedback = answer.rpartition("####") if "####" in answer else (answer, "", "")
    blank = BLANK if behind.strip() else ""
    prompt = markdown_of(f"{before}{blank}{behind}")
    if not prompt.replace(BLANK, "").strip():
        raise GiftError("the question itself is missing before the { braces }")
    return GiftQuestion(
        line=lines[0][0], prompt=prompt, answer=answer.strip(), why=markdown_of(feedback), missing_word=bool(blank)
    )


def _draft(question: GiftQuestion) -> Draft:
    answer = question.answer
    if not answer:
        return Draft(line=question.line, prompt=question.prompt, kind="free", sections=(("why", question.why),))
    try:
        if answer.startswith("#"):
            return numeric_draft(answer[1:], prompt=question.prompt, why=question.why, line=question.line)
        if "~" in answer:
            return _choice(question)
        if "=" in answer and "->" in answer:
            raise GiftError(NO_PAIRS)
        if answer.split("#", 1)[0].strip() in TRUE_FALSE:
            return _true_or_false(question)
        gapped = question.prompt.replace(BLANK, "{{gap}}", 1) if question.missing_word else question.prompt
        return short_draft(answer, prompt=gapped, why=question.why, line=question.line)
    except ValueError as error:
        raise GiftError(str(error)) from None


def _choice(question: GiftQuestion) -> Draft:
    answers = answers_of(question.answer, "=~")
    single = any(answer.sign == "=" for answer in answers)
    if len(answers) < 2:
        raise GiftError("a choice needs two options at least")
    remarks = [_partial(answer) for answer in answers if single and answer.sign == "~" and answer.weight > 0]
    options = tuple(
        DraftOption(
            text=markdown_of(answer.text),
            right=answer.sign == "=" or (not single and answer.weight > 0),
            feedback=markdown_of(answer.feedback),
        )
        for answer in answers
    )
    if not all(option.text for option in options):
        raise GiftError("one of the options is empty")
    weights = {answer.weight for answer in answers if answer.weight > 0}
    if not single and len(weights) > 1:
        remarks.append("the right options have different weights in Moodle; here each counts the same")
    return Draft(
        line=question.line,
        prompt=question.prompt,
        kind="choice",
        fields={} if single else {"multi": True},
        options=options,
        sections=(("why", question.why),),
        remarks=tuple(remarks),
    )


def _partial(answer: GiftAnswer) -> str:
    shown = markdown_of(answer.text)[:40]
    return f"the option “{shown}” earns {answer.weight:g} % in Moodle; here it is wrong"


def _true_or_false(question: GiftQuestion) -> Draft:
    word, *feedback = split_feedback(question.answer, 3)
    right = TRUE_FALSE[word.strip()]
    of_wrong, of_right = (markdown_of(text) for text in (*feedback, "", "")[:2])
    options = tuple(
        DraftOption(text=text, right=value == right, feedback=of_right if value == right else of_wrong)
        for text, value in (("True", True), ("False", False))
    )
    return Draft(
        line=question.line,
        prompt=question.prompt,
        kind="choice",
        fields={"shuffle": False},
        options=options,
        sections=(("why", question.why),),
    )
