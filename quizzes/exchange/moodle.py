"""Questions to Moodle's GIFT, as far as they fit it; the others with the reason why they do not."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, localcontext
from fractions import Fraction

from quizzes.banks.isolation import StoredKey, variant_apart
from quizzes.banks.keys import fields_to_json
from quizzes.banks.markup import render, render_inline
from quizzes.banks.questions import Question
from quizzes.exchange.moodle_text import escaped
from quizzes.kinds.choice import ChoiceKey
from quizzes.kinds.cloze import Cloze, NumberGap, Words
from quizzes.kinds.numeric import Numeric
from quizzes.maths.limits import Undecided
from quizzes.maths.measures import Units
from quizzes.maths.numbers import Tolerance

LITERAL = re.compile(r"[-+]?[0-9]{1,30}(?:\.[0-9]{1,30})?(?:[eE][-+]?[0-9]{1,2})?(?:/[1-9][0-9]{0,29})?")
SIGNIFICANT = 17  # digits of a number that has no end


class NoForm(Exception):
    """Why a question has no form in GIFT."""


def as_gift(questions: Iterable[Question]) -> tuple[str, list[str]]:
    """The file, and “slug: reason” for each question that is not in it. Text is HTML, mathematics as MathJax has it."""
    blocks, left_out = [], []
    for question in questions:
        try:
            blocks.append(_block(question))
        except NoForm as error:
            left_out.append(f"{question.slug}: {error}")
    return "\n".join(blocks), left_out


def _block(question: Question) -> str:
    if "figures/" in question.source:
        raise NoForm("it shows a picture, which GIFT cannot carry")
    key = question.key
    name = f"// {question.slug}\n::{question.slug}::"
    after = f"\t####{_html(question.why)}\n"
    if isinstance(key, ChoiceKey):
        return f"{name}[html]{_html(question.prompt)}{{\n{_options(key)}{after}}}\n"
    if isinstance(key, Numeric):
        return _numeric(question, key, name, after)
    if isinstance(key, Cloze):
        return _cloze(question, key, name, after)
    if question.kind in ("flashcard", "free"):
        model = _html(f"{key.shown_answer()}\n\n{question.why}")
        return f"{name}[html]{_html(question.prompt)}{{####{model}}}\n"
    raise NoForm(f"GIFT has no questions of the kind {question.kind}")


def _html(text: str) -> str:
    return escaped(render(text).strip())


def _options(key: ChoiceKey) -> str:
    """Several right ones share 100 %, and a wrong one takes away what a right one gives, as our grades do."""
    share = f"{100 / sum(option.right for option in key.listed):.5f}".rstrip("0").rstrip(".")
    lines = ""
    for option in key.listed:
        sign = f"~%{'' if option.right else '-'}{share}%" if key.multi else "=" if option.right else "~"
        feedback = f"#{escaped(render_inline(option.feedback))}" if option.feedback else ""
        lines += f"\t{sign}{escaped(render_inline(option.text))}{feedback}\n"
    return lines


def _numeric(question: Question, key: Numeric, name: str, after: str) -> str:
    if key.parameters.ranges:
        raise NoForm("its numbers are drawn anew each time, which GIFT cannot do")
    values = [literal for answer in key.answers if (literal := _literal(answer.text)) is not None]
    if len(values) < len(key.answers):
        values = [_worked_out(question)]
    lines = [_number(value, key.tolerance) for value in values]
    for wrong in key.wrong:
        if (value := _literal(wrong.formula.text)) is not None:
            lines.append(f"\t=%0%{_number(value, key.tolerance)[2:]}#{escaped(render_inline(wrong.why))}")
    prompt = question.prompt + _in_unit(key.units)
    answers = "\n".join(lines)
    return f"{name}[html]{_html(prompt)}{{#\n{answers}\n{after}}}\n"


def _in_unit(units: Units) -> str:
    """Moodle's numbers have no unit, so the question must say which one is meant."""
    return f" (in {units.asked})" if units.asked else ""


def _number(value: Fraction, tolerance: Tolerance) -> str:
    return f"\t={_decimal(value)}:{_decimal(Fraction(tolerance.around(value)))}"


def _decimal(value: Fraction) -> str:
    with localcontext(prec=SIGNIFICANT):
        text = f"{Decimal(value.numerator) / Decimal(value.denominator):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _literal(text: str) -> Fraction | None:
    text = text.replace(" ", "")
    if not LITERAL.fullmatch(text):
        return None
    number, _, divisor = text.partition("/")
    return Fraction(number) / int(divisor or 1)


def _worked_out(question: Question) -> Fraction:
    """The first answer, which is a formula, from the worker that may evaluate it."""
    try:
        drawn = variant_apart(StoredKey.of(question.kind, fields_to_json(question.fields)), "", 0)
    except Undecided:
        raise NoForm("its answer could not be worked out in time") from None
    value = _literal(drawn.model_answer.split(" ")[0])
    if value is None:
        raise NoForm(f"its answer {drawn.model_answer} is no plain number")
    return value


def _cloze(question: Question, key: Cloze, name: str, after: str) -> str:
    if len(key.gaps) > 1:
        raise NoForm("it has several gaps, and GIFT allows one")
    ((gap_name, gap),) = key.gaps.items()
    if key.in_maths or not isinstance(gap, Words | NumberGap):
        raise NoForm("its gap stands in a formula")
    before, _, behind = re.sub(r"\{\{ *" + gap_name + r" *\}\}", "\ue0ff", question.prompt, count=1).partition("\ue0ff")
    if isinstance(gap, NumberGap):
        literals = [literal for answer in gap.answers if (literal := _literal(answer.text)) is not None]
        if len(literals) < len(gap.answers):
            raise NoForm("its answer is a formula")
        answers = "#\n" + "\n".join(_number(value, gap.tolerance) for value in literals)
        behind = _in_unit(gap.units) + behind
    elif any("->" in word for word in gap.accepted):
        raise NoForm("GIFT would take -> in its answer for a pair")
    else:
        answers = "\n" + "\n".join(f"\t={escaped(word)}" for word in gap.accepted)
    # The gap stands within the rendered text, so that a paragraph around it stays whole.
    whole = escaped(render(f"{before}\ue0ff{behind}").strip()).replace("\ue0ff", f"{{{answers}\n{after}}}")
    return f"{name}[html]{whole}\n"
