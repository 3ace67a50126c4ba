"""The people of the tests: ada learns, grace writes, emmy owns nothing here."""

import os
from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client
from hypothesis import settings as hypothesis_settings

from quizzes.banks import isolation
from quizzes.models import Learner

# By words alone, whatever is installed on this machine: tests are to say the same on every one.
os.environ["PROSE_BACKEND"] = "lexical"

# The same cases each time: a change is to be told by what it breaks, not by the dice. With HYPOTHESIS=random, others.
hypothesis_settings.register_profile("steady", derandomize=True)
if os.environ.get("HYPOTHESIS") != "random":
    hypothesis_settings.load_profile("steady")


@pytest.hookimpl(tryfirst=True)  # before pytest looks at -m
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches the database: on a second database the rest would say the same again."""
    for item in items:
        if item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.database)


@pytest.fixture(scope="session", autouse=True)
def no_worker_is_left_behind() -> Iterator[None]:
    """The tests share the worker processes, which start at the first need."""
    yield
    isolation.close()


@pytest.fixture
def person(db: None) -> Callable[..., Learner]:
    def make(name: str, **more: object) -> Learner:
        user = get_user_model().objects.create_user(name, f"{name}@example.org", **more)
        return user.learner

    return make


@pytest.fixture
def ada(person: Callable[..., Learner]) -> Learner:
    return person("ada")


@pytest.fixture
def emmy(person: Callable[..., Learner]) -> Learner:
    return person("emmy")


@pytest.fixture
def grace(person: Callable[..., Learner]) -> Learner:
    return person("grace", is_staff=True, is_superuser=True)


@pytest.fixture
def as_ada(ada: Learner) -> Client:
    client = Client()
    client.force_login(ada.user, backend="quizzes.accounts.PasswordBackend")
    return client


@pytest.fixture
def as_emmy(emmy: Learner) -> Client:
    client = Client()
    client.force_login(emmy.user, backend="quizzes.accounts.PasswordBackend")
    return client


@pytest.fixture(autouse=True)
def no_requests_yet() -> None:
    """Where throttles count, nothing has been asked."""
    cache.clear()
