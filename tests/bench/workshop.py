"""The sites that several measures share, each made when it is first asked for."""

from __future__ import annotations

import dataclasses
import shutil
from functools import cached_property
from pathlib import Path

from tests.bench.site import Site

SMALL, LARGE = 1_000, 100_000  # cards of one learner
DUE, NEW = 600, 60  # of them due today, and never seen


@dataclasses.dataclass(frozen=True, kw_only=True)
class Workshop:
    """A folder that is thrown away afterwards, and what the command line asks for.

    kills: how often the server is killed.   large: how many cards stand for a large collection.
    cases: a file of mathematics to be judged; None for cases made from the banks.
    """

    folder: Path
    kills: int = 200
    large: int = LARGE
    cases: Path | None = None

    def site(self, name: str, *, settings: str = "quizzes.settings", static: bool = False) -> Site:
        site = Site(self.folder / name, settings=settings)
        if static:
            (site.folder / "static").symlink_to(self._static)
        return site

    @cached_property
    def _static(self) -> Path:
        site = Site(self.folder / "collecting")
        site.collect()
        return site.folder / "static"

    @cached_property
    def small(self) -> Site:
        site = self.site("small", static=True)
        site.fill(cards=SMALL, due=DUE, new=NEW)
        return site

    @cached_property
    def big(self) -> Site:
        site = self.site("big", static=True)
        site.fill(cards=self.large, due=DUE, new=NEW)
        return site

    def copy(self, site: Site, name: str) -> Site:
        """The same site once more, so that one measure does not use up the cards of another."""
        shutil.copytree(site.folder, self.folder / name, symlinks=True)
        twin = Site(self.folder / name)
        twin.env |= {"SECRET_KEY": site.env["SECRET_KEY"]}
        twin.sessions = site.sessions
        return twin
