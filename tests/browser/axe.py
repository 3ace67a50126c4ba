"""From an open page to the accessibility rules that it breaks."""

from functools import cache

from playwright.sync_api import Page

from tests.browser.finder import ROOT

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


@cache
def _source() -> str:
    return (ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


def axe(page: Page, *, without: tuple[str, ...] = (), preload: bool = True) -> list[str]:
    """A line for each element that breaks a rule of WCAG 2.2 AA or of good practice; `without` names rules to leave
    out.  Evaluated, not added as a script element, which the content security policy forbids.

    preload: whether styles are read beforehand, which on a page with a shadow root breaks that policy, too."""
    page.evaluate(_source())
    found = page.evaluate(
        "options => axe.run(document, options)",
        {
            "runOnly": {"type": "tag", "values": list(TAGS)},
            "rules": {rule: {"enabled": False} for rule in without},
            "resultTypes": ["violations"],
            "preload": preload,
        },
    )
    return [
        f"{rule['id']} ({node['impact']}): {' '.join(map(str, node['target']))}\n"
        f"    {rule['help']}\n    {node['html']}\n    {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
