"""Addresses are opened, to tell those that lead nowhere from those that could not be tried."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from urllib.error import HTTPError
from urllib.request import Request, urlopen

AT_ONCE = 8
SECONDS = 15.0  # for one answer
GONE = (404, 410)
NAME = "Recall@K checking its references"  # sites refuse who does not say


@dataclasses.dataclass(frozen=True, kw_only=True)
class Found:
    """dead: the site says that there is nothing.   trouble: why it could not be told; "" for an address that opens."""

    address: str
    dead: bool = False
    trouble: str = ""


def open_all(addresses: Iterable[str], *, seconds: float = SECONDS) -> list[Found]:
    """Open each address once, several at a time; in the order of their first mention."""
    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(lambda address: _opened(address, seconds), dict.fromkeys(addresses)))


def _opened(address: str, seconds: float) -> Found:
    if not address.startswith(("https://", "http://")):
        return Found(address=address, trouble="no address of the web")
    # Not HEAD: many sites answer that with an error though the page is there.
    request = Request(address, headers={"User-Agent": NAME, "Range": "bytes=0-0"})  # noqa: S310 (looked at above)
    try:
        with urlopen(request, timeout=seconds):  # noqa: S310 (it follows nothing that leads to files)
            return Found(address=address)
    except HTTPError as error:
        if error.code in GONE:
            return Found(address=address, dead=True)
        # 416: the page is there and has no part to give; others keep programs out, which says nothing of the page.
        return Found(address=address, trouble="" if error.code == 416 else f"the site answers {error.code}")
    except (OSError, ValueError) as error:
        return Found(address=address, trouble=str(getattr(error, "reason", error)) or type(error).__name__)
