"""A progress bar on a terminal; nothing where nobody looks."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tqdm import tqdm


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[str, int], None]]:
    """Yields a function to call with a file and how many questions of it are done."""
    with tqdm(desc=label, unit=" questions", file=sys.stderr, disable=not sys.stderr.isatty(), leave=False) as bar:

        def advance(file: str, questions: int) -> None:
            bar.set_postfix_str(file, refresh=False)
            bar.update(questions)

        yield advance
