"""GIFT questions whose answer is typed: a number with its margin, or a word."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from quizzes.exchange.drafts import Draft
from quizzes.exchange.gift_answers import GiftAnswer, answers_of
from quizzes.exchange.moodle_text import markdown_of, plain_of
from quizzes.exchange.naming import name_for
from quizzes.exchange.shielding import without_gaps
from quizzes.exchange.yaml_text import scalar
from quizzes.kinds.cloze import LONGEST_WORDS
from quizzes.prose.spelling import bare

NUMBER = re.compile(r"[-+]?(?:[0-9]{1,20}\.?[0-9]{0,20}|\.[0-9]{1,20})(?:[eE][-+]?[0-9]{1,2})?")
GAP = "{{gap}}"


def numeric_draft(text: str, *, prompt: str, why: str, line: int) -> Draft:
    """text: behind the #.   Raises ValueError, saying why it cannot be imported."""
    numbers, _, otherwise = text.partition("~")
    answers = answers_of(numbers, "=")
    right = [answer for answer in answers if answer.weight == 100]
    if not right:
        raise ValueError("no number is right; write {#3} or {#3:0.1}")
    values = [_value_and_margin(plain_of(answer.text)) for answer in right]
    margins = {margin for _, margin in values}
    if len(margins) > 1:
        raise ValueError("the right numbers have different margins; here one margin holds for all of them")
    accepted = [scalar(_plain(value)) for value, _ in values]
    fields: dict[str, Any] = {
        "answer": accepted[0] if len(accepted) == 1 else accepted,
        "tolerance": {"abs": scalar(_plain(margins.pop()))},
    }
    wrong, remarks = _wrong_numbers([answer for answer in answers if answer.weight < 100])
    if wrong:
        fields["wrong"] = wrong
    reasons = [why, *(markdown_of(answer.feedback) for answer in right)]
    mistakes = markdown_of(otherwise.partition("#")[2])
    return Draft(
        line=line,
        prompt=without_gaps(prompt),
        kind="numeric",
        fields=fields,
        sections=(("why", without_gaps(_joined(reasons))), ("mistakes", without_gaps(mistakes))),
        remarks=tuple(remarks),
    )


def short_draft(text: str, *, prompt: str, why: str, line: int) -> Draft:
    """A cloze with one gap, which stands where {{gap}} does, or below the question. Raises ValueError."""
    answers = answers_of(text, "=")
    accepted, reasons, mistakes, remarks = [], [why], [], []
    for answer in answers:
        words = plain_of(answer.text)
        if answer.weight == 100:
            accepted.append(_typed(words))
            reasons.append(markdown_of(answer.feedback))
        elif answer.weight <= 0:
            mistakes.append(_mistake(words, markdown_of(answer.feedback)))
        else:
            remarks.append(f"“{words[:40]}” earns {answer.weight:g} % in Moodle and was left out")
    if not accepted:
        raise ValueError("no answer is right; write {=word}")
    name = name_for(accepted[0], ())
    before, gap, behind = prompt.partition(GAP)
    asked = f"{without_gaps(before)}{{{{{name}}}}}{without_gaps(behind)}"
    return Draft(
        line=line,
        prompt=asked if gap else f"{without_gaps(prompt)}\n\n{{{{{name}}}}}",
        kind="cloze",
        fields={"gaps": {name: {"words": list(dict.fromkeys(accepted))}}},
        sections=(("why", without_gaps(_joined(reasons))), ("mistakes", without_gaps(_joined(mistakes)))),
        remarks=tuple(remarks),
    )


def _wrong_numbers(answers: list[GiftAnswer]) -> tuple[list[dict[str, Any]], list[str]]:
    """Usual wrong answers, as our field `wrong` has them, and what was left out."""
    wrong: list[dict[str, Any]] = []
    remarks = []
    for answer in answers:
        shown, feedback = plain_of(answer.text), markdown_of(answer.feedback)
        if answer.weight > 0:
            remarks.append(f"{shown[:40]} earns {answer.weight:g} % in Moodle; here it is a usual wrong answer")
        if not feedback:
            remarks.append(f"the wrong answer {shown[:40]} says not why, so it was left out")
            continue
        value, _ = _value_and_margin(shown)
        wrong.append({"expr": scalar(_plain(value)), "why": without_gaps(feedback)})
    return wrong, remarks


def _value_and_margin(text: str) -> tuple[Decimal, Decimal]:
    """ "3", "3:0.1" or "2.9..3.1". Raises ValueError."""
    if ".." in text:
        least, most = (_number(end) for end in text.split("..", 1))
        return (least + most) / 2, abs(most - least) / 2
    value, _, margin = text.partition(":")
    return _number(value), abs(_number(margin)) if margin.strip() else Decimal(0)


def _number(text: str) -> Decimal:
    if not NUMBER.fullmatch(text.strip()):
        raise ValueError(f"“{text.strip()[:40]}” is no number; write {{#3}}, {{#3:0.1}} or {{#2.9..3.1}}")
    return Decimal(text.strip())


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _typed(words: str) -> str:
    if "*" in words:
        raise ValueError("the * for any words has no form here; write out which answers are accepted")
    if not bare(words) or len(words) > LONGEST_WORDS:
        raise ValueError(f"the answer “{words[:40]}” cannot be typed into a gap; ask for it in a flashcard")
    return words


def _mistake(words: str, feedback: str) -> str:
    if not feedback:
        return ""
    return f"- {feedback}" if words == "*" else f"- “{words}”: {feedback}"


def _joined(texts: list[str]) -> str:
    return "\n\n".join(dict.fromkeys(text for text in texts if text))
