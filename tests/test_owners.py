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
from django.utils import timezone

from quizzes.disputes.services import dispute_mark
from quizzes.interview import services as interviewing
from quizzes.interview import sitting
from quizzes.interview.setup import setup_from
from quizzes.models import SCOPES, Answer, Card, Dispute, Interview, Learner, Notice, Review, Token, Turn, Undo
from tests.makers import answer, bank_text, block, by_token, deal, load, review, token

# Pages of the framework and its neighbours, and what anyone may see.
ELSEWHERE = ("accounts/", "admin/")
FOR_EVERYONE = {
    "healthz",
    "figures/<str:name>",
    "shared/<str:token>/",
    "api/v1/schema",
    "api/v1/docs/",
    "api/v1/docs",
    "api/v1/",
}

# What belongs to a learner: the methods that could show or change it, and what is sent with them.
# "card", "answer" ... stand for the number of ada's.
OWNED: Mapping[str, Mapping[str, dict[str, Any]]] = {
    "cards/<id:pk>/": {"GET": {}},
    "cards/<id:pk>/hints/": {"POST": {"hints": 1}},
    "cards/<id:pk>/preview/": {"POST": {"text": "3/8"}},
    "cards/<id:pk>/answers/": {"POST": {"text": "3/8"}},
    "cards/<id:pk>/burials/": {"POST": {}},
    "cards/<id:pk>/suspensions/": {"POST": {}},
    "cards/<id:pk>/resumptions/": {"POST": {}},
    "answers/<id:pk>/": {"GET": {}},
    "answers/<id:pk>/proposals/": {"POST": {"ticked": "1"}},
    "answers/<id:pk>/review/": {"POST": {"rating": 3}},
    "answers/<id:pk>/dispute/": {"POST": {"note": "It is right."}},
    "notices/": {"POST": {"notice": "notice"}},
    "undos/": {"POST": {"review": "review"}},
    "interviews/<id:pk>/": {"GET": {}},
    "interviews/<id:pk>/questions/<place:position>/": {"GET": {}},
    "interviews/<id:pk>/questions/<place:position>/text/": {"POST": {"text": "3/8", "version": 0}},
    "interviews/<id:pk>/pad/": {"POST": {"text": "3/8", "version": 0}},
    "interviews/<id:pk>/state/": {"GET": {}},
    "interviews/<id:pk>/submission/": {"POST": {}},
    "interviews/<id:pk>/repetitions/": {"POST": {"same": "1", "key": "again"}},
    "interviews/<id:pk>/report/": {"GET": {}},
    "interviews/<id:pk>/report.md": {"GET": {}},
    "interviews/<id:pk>/report.json": {"GET": {}},
    "interviews/<id:pk>/gradings/": {"POST": {}},
    "interviews/<id:pk>/marks/<place:position>/": {"POST": {"score": 1}},
    "interviews/<id:pk>/reviews/": {"POST": {}},
    "interviews/<id:pk>/cards/": {"POST": {}},
    "interviews/<id:pk>/share/": {"POST": {"on": 1}},
    "settings/tokens/revocations/": {"POST": {"token": "token"}},
    "api/v1/cards/<id:pk>/": {"GET": {}},
    "api/v1/cards/<id:pk>/hints/<place:number>/": {"GET": {}},
    "api/v1/cards/<id:pk>/answers/": {"POST": {"text": "3/8"}},
    "api/v1/cards/<id:pk>/burials/": {"POST": {}},
    "api/v1/cards/<id:pk>/suspensions/": {"POST": {}, "DELETE": {}},
    "api/v1/check/preview": {"POST": {"card": "cards", "text": "3/8"}},
    "api/v1/answers/<id:pk>/": {"GET": {}},
    "api/v1/answers/<id:pk>/review/": {"POST": {"rating": 3}},
    "api/v1/answers/<id:pk>/dispute/": {"GET": {}, "POST": {"note": "It is right."}},
    "api/v1/undos/": {"POST": {"review": "review"}},
    "api/v1/interviews/<id:pk>/": {"GET": {}},
    "api/v1/interviews/<id:pk>/turns/<place:position>/": {
        "GET": {},
        "POST": {},
        "PUT": {"text": "3/8", "version": 0},
    },
    "api/v1/interviews/<id:pk>/submission/": {"POST": {}},
    "api/v1/interviews/<id:pk>/report/": {"GET": {}},
    "api/v1/tokens/<slug:start>/": {"DELETE": {}},
}
# What everyone has for themselves: asked by emmy, these must leave all of ada's as it was.
ONES_OWN: Mapping[str, Mapping[str, dict[str, Any]]] = {
    "": {"GET": {}},
    "portions/": {"POST": {"minutes": 10, "more": "1"}},
    "review/": {"GET": {}},
    "interviews/": {"GET": {}, "POST": {"minutes": 15, "key": "mine"}},
    "library/": {"GET": {}},
    "library/map/": {"GET": {}},
    "library/weeks/": {"GET": {}},
    "library/questions/": {"GET": {"text": "coin"}},
    "library/questions/today/": {"POST": {"question": "one"}},
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
    "api/v1/interviews/": {"GET": {}, "POST": {"minutes": 15}},
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
    "api/v1/cards/<id:pk>/answers/",
    "api/v1/cards/<id:pk>/burials/",
    "api/v1/cards/<id:pk>/suspensions/",
    "api/v1/answers/<id:pk>/review/",
    "api/v1/answers/<id:pk>/dispute/",
    "api/v1/undos/",
    "api/v1/interviews/",
    "api/v1/interviews/<id:pk>/turns/<place:position>/",
    "api/v1/interviews/<id:pk>/submission/",
}
# Of an interview that has ended; the other addresses are of one that goes on.
AFTERWARDS = ("report", "gradings", "marks", "reviews", "cards", "share", "repetitions")
# Leads by way of a page that asks for a sign-in itself.
ROUNDABOUT = {"interviews/<id:pk>/marks/<place:position>/": "/interviews/{ended}/report/#question-1"}
PLANNING = ("turn",)  # columns of a card that making up the day's portion writes
# Columns of an interview that a look at a question writes: the clock tells which one is in view, and for how long.
IN_VIEW = ("position", "in_view_since", "heard_at", "seen", "seconds")

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
    """What ada has, by the words of the addresses.

    Two cards, one of them reviewed, one answered only; an interview that has ended and one that goes on; and a token.
    """
    cache.clear()  # where the throttle counts
    one, two = deal(ada, tmp_path, block(slug="one"), block(slug="two"))
    now, setup = timezone.now(), setup_from({"minutes": 15})
    ended = interviewing.start_interview(ada, setup, now=now, seed=1, key="ended")
    sitting.look_at(ended, 1, now=now)
    sitting.finish(ended, now=now)
    Interview.objects.filter(pk=ended.pk).update(graded_at=now)
    more = [block(slug=f"more-{number}") for number in range(4)]
    load(tmp_path, more=bank_text(*more, bank="math.more"))
    going_on = interviewing.start_interview(ada, setup, now=now, seed=1, key="going-on")
    start = token(ada)[:15]
    answered = answer(two)
    dispute_mark(answered, "It is right.", now=now)
    return {
        "review": review(one).pk,
        "cards": two.pk,
        "answers": answered.pk,
        "notice": Notice.objects.create(learner=ada, text="A mark has changed.", at=now).pk,
        "banks": "math.test",
        "library": "math.test",
        "questions": "one",
        "interviews": going_on.pk,
        "ended": ended.pk,
        "token": start,
        "tokens": start,
    }


def filled(route: str, hers: Mapping[str, Any]) -> str:
    """The address with the number or name of ada's in its place."""
    address = route.replace("<place:number>", "1").replace("<path:anything>", "nowhere")
    address = address.replace("<place:position>", "1").replace("<str:token>", "unknown")
    noun, *rest = route.removeprefix("api/v1/").split("/")
    if noun == "interviews" and rest[1:] and rest[1].split(".")[0] in AFTERWARDS:
        noun = "ended"
    for place in ("<id:pk>", "<str:slug>", "<slug:start>"):
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
        *Dispute.objects.filter(answer__learner=learner).values(),
        *learner.notices.values(),
        *(model_to_dict(each, exclude=IN_VIEW) for each in Interview.objects.filter(learner=learner)),
        *(model_to_dict(each, exclude=IN_VIEW) for each in Turn.objects.filter(interview__learner=learner)),
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


@pytest.mark.parametrize("digits", [5, 19, 30])
@pytest.mark.parametrize("route", [route for route in OWNED if "<id:" in route or "<place:" in route])
def test_a_number_that_no_table_holds_is_not_found(as_ada: Client, route: str, digits: int) -> None:
    address = route.replace("<id:pk>", "9" * digits).replace("<place:position>", "9" * digits)
    address = f"/{address.replace('<place:number>', '9' * digits).replace('<slug:start>', 'x')}"
    if "marks" in route and digits == 5:
        return  # leads to the report in any case, which is not found then
    for method in OWNED[route]:
        assert as_ada.generic(method, address, "{}", content_type="application/json").status_code == 404


@pytest.mark.parametrize(("route", "method"), CALLS)
def test_nobody_is_asked_to_sign_in(
    client: Client, ada: Learner, hers: dict[str, Any], route: str, method: str
) -> None:
    before = rows(ada)
    response = call(client, route, method, hers)
    if route.startswith("api/"):
        assert (response.status_code, response.json()["error"]) == (401, "not_authenticated")
    else:
        there = ROUNDABOUT.get(route, "/accounts/login/").format(**hers)
        assert (response.status_code, response["Location"].split("?")[0]) == (302, there)
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
        assert response.status_code < 400 or response.json()["error"] == "running", "ada sits in an interview already"
    else:
        assert (response.status_code, response.json()["error"]) == (403, "out_of_scope")
        assert rows(ada) == before


@pytest.mark.parametrize("route", [*ROUTES, *FOR_EVERYONE])
def test_looking_changes_nothing(as_ada: Client, ada: Learner, hers: dict[str, Any], route: str) -> None:
    """But for the day's portion, which is made up at the first look."""
    before = rows(ada, without=PLANNING)
    assert as_ada.get(filled(route, hers)).status_code < 500
    assert rows(ada, without=PLANNING) == before
