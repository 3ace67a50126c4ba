"""The kinds of question, found by walking this folder: the file name is the word that a bank writes after `kind:`."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from functools import cache

from quizzes.answers import AnswerKey

DEFAULT_KIND = "flashcard"


@cache
def all_kinds() -> dict[str, type[AnswerKey]]:
    """Every kind by its name, in alphabetical order."""
    kinds = {}
    for module_info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{module_info.name}")
        for _, member in inspect.getmembers(module, inspect.isclass):
            if issubclass(member, AnswerKey) and member.__module__ == module.__name__:
                kinds[module_info.name] = member
    return kinds
