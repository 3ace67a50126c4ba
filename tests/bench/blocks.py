"""Numbers become questions of all kinds, with formulas, hints and references, as long as real ones are."""

from __future__ import annotations

from pathlib import Path

KINDS = ("flashcard", "choice", "numeric", "free")

HEAD = """---
bank: {bank}
title: Generated questions {bank}
area: {area}
license: CC-BY-4.0
version: 1
defaults: {{level: intermediate}}
---

# Generated questions {bank}

Made for measuring. *Nobody* learns them.

"""

END = """
**Hint:** Count the outcomes out of $2^{{{i}}}$ that have the property, and mind their order.

**Why:** Let $X_1,\\dots,X_{{{i}}}$ be independent with $P(X_j=1)=p$. Then $\\operatorname{{Var}}\\bigl(\\sum_j X_j\\bigr)={i}p(1-p)$, \
so the standard error falls like $1/\\sqrt{{{i}}}$. The general rule is

$$\\hat\\theta_{{{i}}}=\\arg\\max_\\theta\\sum_{{j=1}}^{{{i}}}\\log p(x_j\\mid\\theta).$$

**Mistakes:**
- Forgetting the factor {i}, which comes from the *sum*.
- Reading $p$ as a count, as in `p = {i}`.

**Refs:** [Deisenroth, Faisal, Ong, Mathematics for Machine Learning, 6.{i}](https://mml-book.github.io/)

"""

FLASHCARD = """## {slug}

```yaml
{{kind: flashcard, level: entry, tags: [{topic}]}}
```

The matrix $A_{{{i}}}$ is symmetric with $\\lambda_{{\\min}}>0$. What does $x^\\top A_{{{i}}}x$ tell about it, and **why**?

**Answer:** It is positive for every $x\\neq0$: with $x=\\sum_jc_jv_j$ one gets $x^\\top A_{{{i}}}x=\\sum_j\\lambda_jc_j^2>0$.
"""

CHOICE = """## {slug}

```yaml
kind: choice
tags: [{topic}]
```

Model {i} has a training error of 2 % and a validation error of 19 %. What should be tried *first*?

**Choices:**
- [x] More data, or a penalty $\\lambda\\|w\\|^2$ on the weights of model {i}.
- [ ] A deeper network with {i} further layers.
  > Model {i} fits its training data already; capacity is not what it lacks.
- [ ] A larger learning rate $\\eta$.
  > The optimiser has done its work: the *training* error is low.
- [ ] Training for {i} more epochs.
  > That lowers the error that is low already.
"""

NUMERIC = """## {slug}

```yaml
kind: numeric
tags: [{topic}]
answer: {answer}
tolerance: {{rel: 0.01}}
wrong:
  - {{expr: {i} + 1, why: "That counts the outcomes, $n = {i}$, and forgets to divide."}}
```

A fair coin is tossed {i} times, and only three tosses are looked at. What is the chance $P(X=2)$ of exactly two heads?
"""

DRAWN = """## {slug}

```yaml
kind: numeric
tags: [{topic}]
params:
  n: {{int: [2, 40, 1]}}
answer: {answer_of_n}
tolerance: {{rel: 0.01}}
```

Of ${{{{n}}}}$ boxes each holds $8$ balls of sort {i}, and $3$ in each are red. What share of all balls is red?
"""

FREE = """## {slug}

```yaml
{{kind: free, level: advanced, tags: [{topic}]}}
```

What is overfitting, and how does early stopping at epoch {i} work against it?

**Points:**
- (2!) fits the noise of the {i} training examples {{noise | memorises}}
- (2) is worse on new data, $R(\\hat f)-\\hat R(\\hat f)$ grows {{new data | unseen}}
- (1) stopping keeps the weights small {{small weights}}
- (-1) says that {i} epochs are always enough {{always enough}}
"""

TEMPLATES = {"flashcard": FLASHCARD, "choice": CHOICE, "numeric": NUMERIC, "drawn": DRAWN, "free": FREE}


def block(kind: str, i: int, *, topic: str = "pr", answer: str = "3/8", word: str = "q") -> str:
    """Question number `i`. A right choice is always A, a right number always `answer` (of drawn ones, 3/8)."""
    text = TEMPLATES[kind] + END
    return text.format(slug=f"{word}-{i}", i=i, topic=topic, answer=answer, answer_of_n="3*n/(8*n)")


def write_banks(folder: Path, *, questions: int, files: int, kinds: tuple[str, ...] = KINDS, topic: str = "pr") -> None:
    """Spread questions over the files of a folder, the kinds in turn."""
    each = questions // files
    for number in range(files):
        area = ("math", "ml", "dl")[number % 3]
        first = number * each
        text = "".join(
            block(kinds[i % len(kinds)], i, topic=topic, answer=f"{i + 3}/8") for i in range(first, first + each)
        )
        head = HEAD.format(bank=f"{area}.bench-{number}", area=area)
        (folder / f"bench-{number}.md").write_text(head + text, encoding="utf-8")
