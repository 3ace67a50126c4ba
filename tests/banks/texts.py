"""Bank files for tests, from small functions with keyword overrides."""

from quizzes.banks.questions import Bank, read_bank

FRONT = "---\nbank: math.test\ntitle: Test bank\narea: math\n---\n"
FRONT_LINES = 5


def question(slug: str = "la-trace", *, yaml: str = "level: entry\ntags: [la]", prompt: str = "What is a trace?",
             sections: str = "**Answer:** A sum.\n\n**Why:** By definition.") -> str:  # fmt: skip
    """A flashcard. Its heading is line 1, its prompt line 8 with the usual YAML, its first section line 10."""
    return f"## {slug}\n\n```yaml\n{yaml}\n```\n\n{prompt}\n\n{sections}\n\n"


def bank(*questions: str, front: str = FRONT) -> Bank:
    """A bank of these blocks; line n of the first one is line n + FRONT_LINES of the file."""
    return read_bank(front + "".join(questions or [question()]), file="test.md")


def problems(*questions: str, front: str = FRONT) -> list[str]:
    """Each problem as "line: message"; the first line of the first question is line 1, of the front matter line -4."""
    return [f"{problem.line - FRONT_LINES}: {problem.message}" for problem in bank(*questions, front=front).problems]
