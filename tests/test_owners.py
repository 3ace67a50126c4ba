"""Tests over all addresses: what is another's is not found, tokens keep to their scopes, looking changes nothing.

A new address makes these tests fail until it is listed here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.forms.models import model_to_dict
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from quizzes.models import SCOPES, Answer, Card, Learner, Review, Token, Undo
from tests.makers import answer, block, by_token, deal, review, token

# Pages of the framework and its neighbours, and what anyone may see.
ELSEWHERE = ("accounts/", "admin/")
FOR_EVERYONE = {"healthz", "figures/<str:name>", "api/v1/schema", "api/v1/docs/", "api/v1/docs", "api/v1/"}

# What belongs to a learner: the methods that could show or change it, and what is sent with them.
# "card", "answer" ... stand for the number of ada's.
OWNED: Mapping[str, Mapping[str, dict[str, Any]]] = {
    "cards/<int:pk>/": {"GET": {}},
    "cards/<int:pk>/hints/": {"POST": {"hints": 1}},
    "cards/<int:pk>/preview/": {"POST": {"text": "3/8"}},
    "cards/<int:pk>/answers/": {"POST": {"text": "3/8"}},
    "cards/<int:pk>/burials/": {"POST": {}},
    "cards/<int:pk>/suspensions/": {"POST": {}},
    "cards/<int:pk>/resumptions/": {"POST": {}},
    "answers/<int:pk>/": {"GET": {}},
    "answers/<int:pk>/proposals/": {"POST": {"ticked": "1"}},
    "answers/<int:pk>/review/": {"POST": {"rating": 3}},
    "undos/": {"POST": {"review": "review"}},
    "settings/tokens/revocations/": {"POST": {"token": "token"}},
    "api/v1/cards/<int:pk>/": {"GET": {}},
    "api/v1/cards/<int:pk>/hints/<int:number>/": {"GET": {}},
    "api/v1/cards/<int:pk>/answers/": {"POST": {"text": "3/8"}},
    "api/v1/cards/<int:pk>/burials/": {"POST": {}},
    "api/v1/cards/<int:pk>/suspensions/": {"POST": {}, "DELETE": {}},
    "api/v1/check/preview": {"POST": {"card": "cards", "text": "3/8"}},
    "api/v1/answers/<int:pk>/": {"GET": {}},
    "api/v1/answers/<int:pk>/review/": {"POST": {"rating": 3}},
    "api/v1/undos/": {"POST": {"review": "review"}},
    "api/v1/tokens/<slug:start>/": {"DELETE": {}},
}
# What everyone has for themselves: asked by emmy, these must leave all of ada's as it was.
ONES_OWN: Mapping[str, Mapping[str, dict[str, Any]]] = {
    "": {"GET": {}},
    "portions/": {"POST": {"minutes": 10, "more": "1"}},
    "review/": {"GET": {}},
    "library/": {"GET": {}},
    "library/map/": {"GET": {}},
    "library/weeks/": {"GET": {}},
    "library/questions/": {"GET": {"text": "coin"}},
    "library/subscriptions/": {"POST": {"bank": "math.test"}},
    "library/cancellations/": {"POST": {"bank": "math.test"}},
    "library/<str:slug>/": {"GET": {}},
    "settings/": {
        "GET": {},
        "POST": {"day_start": 5, "new_per_day": 1, "reviews_per_day": 1, "desired_retention": 0.9},
    },
    "settings/tokens/": {"GET": {}, "POST": {"name": "phone", "scope": "read", "days": 1}},
    "api/v1/banks/": {"GET": {}},
    "api/v1/banks/<str:slug>/": {"GET": {}},
    "api/v1/banks/<str:slug>/subscription/": {"PUT": {}, "DELETE": {}},
    "api/v1/questions/": {"GET": {}},
    "api/v1/questions/<str:slug>/": {"GET": {}},
    "api/v1/today/": {"GET": {}},
    "api/v1/cards/": {"GET": {}},
    "api/v1/portions/": {"POST": {"minutes": 10, "more": True}},
    "api/v1/settings/": {"GET": {}, "PATCH": {"new_per_day": 1}},
    "api/v1/tokens/": {"GET": {}, "POST": {"name": "phone"}},
    "api/v1/<path:anything>": {},
}
ROUTES = {**OWNED, **ONES_OWN}
CALLS = [(route, method) for route, methods in ROUTES.items() for method in methods]
BY_TOKEN = [(route, method) for route, method in CALLS if route.startswith("api/")]
# Posts that only read.
READING = {"api/v1/check/preview"}
# What a token of the scope "review" may do besides reading.
REVIEWING = {
    "api/v1/portions/",
    "api/v1/cards/<int:pk>/answers/",
    "api/v1/cards/<int:pk>/burials/",
    "api/v1/cards/<int:pk>/suspensions/",
    "api/v1/answers/<int:pk>/review/",
    "api/v1/undos/",
}
PLANNING = ("turn",)  # columns of a card that making up the day's portion writes

pytestmark = pytest.mark.django_db


def routes(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        elif not route.startswith(ELSEWHERE):
            yield from routes(pattern.url_patterns, route)


@pytest.fixture
def hers(ada: Learner, tmp_path: Path) -> dict[str, Any]:
    """What ada has, by the words of the addresses: two cards, one of them reviewed, one answered only; and a token."""
    cache.clear()  # where the throttle counts
    one, two = deal(ada, tmp_path, block(slug="one"), block(slug="two"))
    start = token(ada)[:15]
    return {
        "review": review(one).pk,
        "cards": two.pk,
        "answers": answer(two).pk,
        "banks": "math.test",
        "library": "math.test",
        "questions": "one",
        "token": start,
        "tokens": start,
    }


def filled(route: str, hers: Mapping[str, Any]) -> str:
    """The address with the number or name of ada's in its place."""
    address = route.replace("<int:number>", "1").replace("<path:anything>", "nowhere")
    noun = route.removeprefix("api/v1/").split("/")[0]
    for place in ("<int:pk>", "<str:slug>", "<slug:start>"):
        address = address.replace(place, str(hers.get(noun)))
    return f"/{address}"


def call(client: Client, route: str, method: str, hers: Mapping[str, Any]) -> Any:
    data = {name: hers.get(str(value), value) for name, value in ROUTES[route][method].items()}
    if method == "GET":
        return client.get(filled(route, hers))
    if route.startswith("api/"):
        return client.generic(method, filled(route, hers), json.dumps(data), content_type="application/json")
    return client.post(filled(route, hers), data)


def rows(learner: Learner, *, without: tuple[str, ...] = ()) -> list[Any]:
    """All that a learner has, to be compared."""
    learner.refresh_from_db()
    kept = [model_to_dict(card, exclude=without) for card in Card.objects.filter(learner=learner)]
    return [
        *kept,
        *Answer.objects.filter(learner=learner).values(),
        *Review.objects.filter(learner=learner).values(),
        *Undo.objects.filter(review__learner=learner).values(),
        *Token.objects.filter(user=learner.user).values(),
        *learner.banks.values_list("slug"),
    ]


def test_every_address_is_listed() -> None:
    listed = {*ROUTES, *FOR_EVERYONE}
    found = {route for route in routes(get_resolver().url_patterns) if not route.startswith(ELSEWHERE)}
    assert found - listed == set(), "list these in OWNED or ONES_OWN, with what may be asked of them"
    assert listed - found == set(), "these are gone"


@pytest.mark.parametrize("route", [route for route in ROUTES if route.startswith("api/")])
def test_every_method_of_the_api_is_listed(hers: dict[str, Any], route: str) -> None:
    view = resolve(filled(route, hers)).func.cls
    assert {name.upper() for name in view.http_method_names if hasattr(view, name)} - {"OPTIONS"} == set(ROUTES[route])


@pytest.mark.parametrize(("route", "method"), [(route, method) for route in OWNED for method in OWNED[route]])
def test_what_belongs_to_another_is_not_found(
    as_ada: Client, as_emmy: Client, ada: Learner, hers: dict[str, Any], route: str, method: str
) -> None:
    before = rows(ada)
    assert call(as_emmy, route, method, hers).status_code == 404
    assert rows(ada) == before
    assert call(as_ada, route, method, hers).status_code < 400, "ada herself is served, so the address was right"


@pytest.mark.parametrize(("route", "method"), CALLS)
def test_nobody_is_asked_to_sign_in(
    client: Client, ada: Learner, hers: dict[str, Any], route: str, method: str
) -> None:
    before = rows(ada)
    response = call(client, route, method, hers)
    if route.startswith("api/"):
        assert (response.status_code, response.json()["error"]) == (401, "not_authenticated")
    else:
        assert (response.status_code, response["Location"].split("?")[0]) == (302, "/accounts/login/")
    assert rows(ada) == before


@pytest.mark.parametrize(("route", "method"), [(route, method) for route in ONES_OWN for method in ONES_OWN[route]])
def test_what_everyone_has_is_each_ones_own(
    as_emmy: Client, ada: Learner, emmy: Learner, hers: dict[str, Any], route: str, method: str
) -> None:
    before = [rows(ada), model_to_dict(ada)]
    assert call(as_emmy, route, method, hers).status_code < 400
    assert [rows(ada), model_to_dict(ada)] == before


@pytest.mark.parametrize("name", ["cards", "tokens", "today"])
def test_the_lists_of_another_are_empty(as_ada: Client, as_emmy: Client, hers: dict[str, Any], name: str) -> None:
    """Which is not to be seen from what the calls above change."""
    theirs, others = (client.get(f"/api/v1/{name}/").json() for client in (as_ada, as_emmy))
    if isinstance(theirs, dict):
        theirs, others = (found.get("results", found.get("queue")) for found in (theirs, others))
    assert theirs
    assert others == []


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize(("route", "method"), BY_TOKEN)
def test_a_token_does_what_its_scope_covers(
    ada: Learner, hers: dict[str, Any], route: str, method: str, scope: str
) -> None:
    program = by_token(token(ada, scope=scope))
    before = rows(ada)
    response = call(program, route, method, hers)
    if method == "GET" or route in READING or scope == "all" or (scope == "review" and route in REVIEWING):
        assert response.status_code < 400
    else:
        assert (response.status_code, response.json()["error"]) == (403, "out_of_scope")
        assert rows(ada) == before


@pytest.mark.parametrize("route", [*ROUTES, *FOR_EVERYONE])
def test_looking_changes_nothing(as_ada: Client, ada: Learner, hers: dict[str, Any], route: str) -> None:
    """But for the day's portion, which is made up at the first look."""
    before = rows(ada, without=PLANNING)
    assert as_ada.get(filled(route, hers)).status_code < 500
    assert rows(ada, without=PLANNING) == before
