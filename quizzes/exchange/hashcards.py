"""A deck of hashcards: lines that begin with Q:, A: and C:, with [brackets] around what a C: card asks."""

from __future__ import annotations

import re

from quizzes.exchange.clozes import Deletion, cloze_drafts
from quizzes.exchange.drafts import ENOUGH, Complaint, Draft, Found

TAG = re.compile(r"(?P<tag>[QAC]):(?P<rest>.*)", re.DOTALL)
# A picture's brackets and escaped ones ask for nothing.
BRACKET = re.compile(r"\\[\[\]]|!\[[^\]]{0,300}\]|\[(?P<answer>[^\[\]]{0,1000})\]")


def read_hashcards(text: str) -> Found:
    """The cards, in the order of the file; text above the first one is passed over, as hashcards does."""
    reader = _Reader()
    lines = text.split("\n")
    above = _front_matter(lines)
    for number, line in enumerate(lines[above:], start=above + 1):
        reader.take(line, number)
        if len(reader.drafts) + len(reader.problems) > ENOUGH:
            break
    reader.end()
    return Found(drafts=tuple(reader.drafts), problems=tuple(reader.problems), remarks=tuple(reader.remarks))


def looks_like_hashcards(text: str) -> bool:
    pairs = re.search(r"^Q:", text, re.MULTILINE) and re.search(r"^A:", text, re.MULTILINE)
    return bool(pairs or re.search(r"^C:.*\[", text, re.MULTILINE))


def _front_matter(lines: list[str]) -> int:
    """How many lines it takes, with both its rules."""
    if lines[0].strip() != "---":
        return 0
    for index in range(1, len(lines)):
        if lines[index].strip() == "---":
            return index + 1
    return 0


class _Reader:
    """One deck while it is being read: the card that is open, by its tags."""

    def __init__(self) -> None:
        self.drafts: list[Draft] = []
        self.problems: list[Complaint] = []
        self.remarks: list[Complaint] = []
        self.parts: dict[str, list[str]] = {}
        self.line = 1
        self.began = False

    def take(self, line: str, number: int) -> None:
        found = TAG.fullmatch(line)
        if found is None:
            self._text(line, number)
        elif found["tag"] == "A" and "Q" in self.parts and "A" not in self.parts:
            self.parts["A"] = [found["rest"].strip()]
        elif found["tag"] == "A":
            self.problems.append((number, "this A: answers no question; write a line Q: above it"))
        else:
            self.end()
            self.parts, self.line, self.began = {found["tag"]: [found["rest"].strip()]}, number, True

    def _text(self, line: str, number: int) -> None:
        if line.strip() == "---" and ("A" in self.parts or "C" in self.parts):
            self.end()
        elif self.parts:
            self.parts[list(self.parts)[-1]].append(line)
        elif line.strip() and self.began:
            self.remarks.append((number, "this line belongs to no card, so it was left out"))

    def end(self) -> None:
        parts = {tag: "\n".join(lines).strip() for tag, lines in self.parts.items()}
        self.parts = {}
        if "C" in parts:
            self._cloze(parts["C"])
        elif "Q" in parts and not parts["Q"]:
            self.problems.append((self.line, "nothing stands behind this Q:"))
        elif "Q" in parts and not parts.get("A"):
            self.problems.append((self.line, "this question has no answer; write a line A: below it"))
        elif "Q" in parts:
            self.drafts.append(Draft(line=self.line, prompt=parts["Q"], sections=(("answer", parts["A"]),)))

    def _cloze(self, text: str) -> None:
        pieces: list[str | Deletion] = []
        at = 0
        for found in BRACKET.finditer(text):
            if found["answer"] is not None and found["answer"].strip():
                pieces += [text[at : found.start()], Deletion(found["answer"].strip())]
                at = found.end()
        if not pieces:
            self.problems.append((self.line, "this C: card asks for nothing; put [brackets] around a part of it"))
            return
        try:
            self.drafts += cloze_drafts([*pieces, text[at:]], line=self.line)
        except ValueError as error:
            self.problems.append((self.line, str(error)))
