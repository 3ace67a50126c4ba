"""Tests of the tables: what the migrations make is what the models say, and no more."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection

from quizzes.models import SCOPES, Token

pytestmark = pytest.mark.django_db


def test_the_migrations_make_what_the_models_say() -> None:
    """Tokens inherit columns from a library, which may change them."""
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_there_is_one_table_of_tokens() -> None:
    names = connection.introspection.table_names()
    assert "quizzes_token" in names
    assert "knox_authtoken" not in names


def test_each_scope_covers_those_before_it() -> None:
    covered = {scope: [other for other in SCOPES if Token(scope=scope).covers(other)] for scope in SCOPES}
    assert covered == {"read": ["read"], "review": ["read", "review"], "all": ["read", "review", "all"]}
