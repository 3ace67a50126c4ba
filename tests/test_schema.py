"""Tests of the API's description: it is whole, clean, and shown without a delivery network or inline script."""

from __future__ import annotations

import json
import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver

from tests.test_owners import routes


@pytest.fixture
def description(client: Client) -> dict[str, Any]:
    response = client.get("/api/v1/schema", headers={"Accept": "application/json"})
    return json.loads(response.content)


def test_the_description_is_clean(capsys: pytest.CaptureFixture[str]) -> None:
    out = StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=out)
    assert out.getvalue().startswith("openapi: 3")
    assert capsys.readouterr().err == ""


def test_every_address_of_the_api_is_described(description: dict[str, Any]) -> None:
    found = {route for route in routes(get_resolver().url_patterns) if route.startswith("api/v1/")}
    found -= {"api/v1/schema", "api/v1/docs/", "api/v1/docs", "api/v1/", "api/v1/<path:anything>"}
    plain = {"/" + re.sub(r"<\w+:(\w+)>", r"{\1}", route).replace("{pk}", "{id}") for route in found}
    assert set(description["paths"]) == plain


def test_every_operation_says_what_it_does_and_how_it_fails(description: dict[str, Any]) -> None:
    for address, operations in description["paths"].items():
        for method, operation in operations.items():
            assert operation["summary"], (address, method)
            assert {"401", "403", "429"} <= set(operation["responses"]), (address, method)
            assert ("404" in operation["responses"]) >= ("{" in address), (address, method)


def test_fields_that_do_not_exist_are_described_as_refused(description: dict[str, Any]) -> None:
    schemas = description["components"]["schemas"]
    sent = {
        content["schema"]["$ref"].rsplit("/", 1)[1]
        for operations in description["paths"].values()
        for operation in operations.values()
        for content in operation.get("requestBody", {}).get("content", {}).values()
    }
    assert sent
    assert {name for name in sent if schemas[name].get("additionalProperties") is not False} == set()


def test_tokens_and_sessions_are_described(description: dict[str, Any]) -> None:
    schemes = description["components"]["securitySchemes"]
    assert schemes["token"]["in"] == "header"
    assert schemes["cookieAuth"]["name"] == "sessionid"


def test_the_documentation_loads_nothing_from_elsewhere(client: Client) -> None:
    page = client.get("/api/v1/docs/").content.decode()
    script = client.get("/api/v1/docs/?script=").content.decode()
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(addresses) >= 4
    assert [address for address in addresses if not address.startswith("/")] == []
    assert 'url: "' in script
    assert "://" not in script


def test_the_documentation_needs_no_inline_script(client: Client) -> None:
    response = client.get("/api/v1/docs/")
    assert re.findall(r"<script(?![^>]*\bsrc=)", response.content.decode()) == []
    policy = dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))
    assert policy["script-src"] == "'self'"
    assert policy["style-src"] == "'self' 'unsafe-inline'"
    assert "unsafe-inline" not in client.get("/accounts/login/")["Content-Security-Policy"]
