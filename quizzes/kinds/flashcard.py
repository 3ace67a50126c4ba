"""Flashcard: the learner recalls, turns the card over and judges himself."""

from __future__ import annotations

import dataclasses
from typing import ClassVar, Self

from quizzes.answers import AnswerKey, FieldError, Fields, Grade

EXAMPLE = r"""## it-kl-not-symmetric

```yaml
{kind: flashcard, level: entry, tags: [it.divergence], needs: [it.entropy]}
```

Write the Kullback-Leibler divergence of $q$ from $p$ for discrete distributions. Is it symmetric in $p$ and $q$?

**Answer:** $D(p\,\|\,q)=\sum_x p(x)\log\frac{p(x)}{q(x)}$; it is not symmetric.

**Hint:** It is an expected difference of two log-probabilities. Under which distribution is the mean taken?

**Why:** The mean is taken under $p$ alone, so an $x$ that only $q$ thinks likely costs nothing, while an $x$ that only
$p$ thinks likely costs a lot.

**Mistakes:**

- Calling it a distance: it has neither symmetry nor the triangle inequality.
"""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Flashcard(AnswerKey):
    """What stands on the back of the card."""

    box: ClassVar[str] = "reveal"
    example: ClassVar[str] = EXAMPLE
    seconds: ClassVar[int] = 20
    sections: ClassVar[frozenset[str]] = frozenset({"answer"})

    back: str  # Markdown

    @classmethod
    def from_fields(cls, fields: Fields) -> Self:
        back = fields.section("answer").strip()
        if not back:
            raise FieldError(
                "answer", "a flashcard needs a back; write it under **Answer:**", line=fields.lines.get("answer")
            )
        return cls(back=back)

    def grade(self, text: str) -> Grade:
        """No score, whatever was typed: only the learner knows what he recalled."""
        return Grade(score=None, receipt="You judge this one.")

    def model_answer(self) -> str:
        return self.back
