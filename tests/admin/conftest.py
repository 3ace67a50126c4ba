"""The people of the authors' pages: emmy writes, grace may publish; a bank to write for."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from quizzes.models import Bank, Learner
from tests.makers import bank_text, block, load


def signed_in(learner: Learner) -> Client:
    client = Client()
    client.force_login(learner.user, backend="quizzes.accounts.PasswordBackend")
    return client


def into_group(learner: Learner, name: str) -> Learner:
    learner.user.is_staff = True
    learner.user.save()
    learner.user.groups.add(Group.objects.get(name=name))
    return learner


@pytest.fixture
def author(emmy: Learner) -> Learner:
    return into_group(emmy, "Authors")


@pytest.fixture
def editor(person) -> Learner:
    return into_group(person("grace"), "Editors")


@pytest.fixture
def as_author(author: Learner) -> Client:
    return signed_in(author)


@pytest.fixture
def as_editor(editor: Learner) -> Client:
    return signed_in(editor)


@pytest.fixture
def folder(tmp_path: Path, settings) -> Path:
    """Where the banks lie; what is kept between two pages goes beside it."""
    settings.VAR_DIR = tmp_path / "var"
    settings.CONTENT_DIR = tmp_path / "content"
    settings.CONTENT_DIR.mkdir()
    return settings.CONTENT_DIR


@pytest.fixture
def bank(db: None, folder: Path) -> Bank:
    """math.test with one published question, old."""
    load(folder, a=bank_text(block(slug="old")))
    return Bank.objects.get()
