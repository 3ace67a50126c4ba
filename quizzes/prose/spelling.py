"""From a typed word or two to whether they are the wanted ones: as they are, or with a slip of the pen."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONG_WORD: Final = 6  # letters from which on one wrong letter is forgiven
SPELLINGS: Final = ((re.compile("iz"), "is"), (re.compile("yz"), "ys"), (re.compile("our"), "or"))  # American, British
OPPOSITES: Final = (("micro", "macro"), ("inter", "intra"), ("pre", "pro"))  # hardly apart, and no slip of the pen


def bare(words: str) -> str:
    """Letters, digits and signs alone: without accents, spaces, hyphens and articles, in one spelling."""
    text = "".join(sign for sign in unicodedata.normalize("NFKD", words) if not unicodedata.combining(sign))
    text = re.sub(r"^\s*(?:the|an?)\s+(?=\S)", "", text.casefold())
    text = re.sub(r"[\s\-‐‑–_'’“”\".,;:!?]+", "", text)
    for american, british in SPELLINGS:
        text = american.sub(british, text)
    return text


def is_same(typed: str, wanted: str) -> bool:
    """Whether both are the same words, as `bare` leaves them."""
    return bare(typed) == bare(wanted)


def is_slip(typed: str, wanted: str) -> bool:
    """Whether one letter is too many, missing, wrong or swapped in a long word.

    The first letter must be right, since “asymmetric” is not “symmetric”; with digits or signs nothing is forgiven.
    """
    one, other = bare(typed), bare(wanted)
    if len(other) < LONG_WORD or not (one.isalpha() and other.isalpha()) or one[0] != other[0]:
        return False
    for first, second in OPPOSITES:
        if other in (one.replace(first, second), one.replace(second, first)):
            return False
    from rapidfuzz.distance import OSA

    return OSA.distance(one, other, score_cutoff=1) <= 1
