"""Everything between a fresh database and a served site: what `make run` calls."""

import json
import os
import socket
import sys
from urllib.error import HTTPError
from urllib.request import urlopen

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from sesame.utils import get_query_string

from quizzes import checking
from quizzes.library.services import take_up
from quizzes.models import Bank


class Command(BaseCommand):
    help = "Migrate, load the banks, create the owner on the first run, print a one-time sign-in link, and serve."

    def handle(self, **options: object) -> None:
        host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
        site = f"http://{'localhost' if host in ('127.0.0.1', '::1') else host}:{port}"
        if not self._is_free(host, port):
            if not self._is_ours(site):
                raise CommandError(f"{host}:{port} is taken by another program; try PORT=8001 make run")
            self.stdout.write(f"Recall@K runs already on {site}.")
            self._print_link(site)
            return
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        call_command("migrate", verbosity=0)
        try:
            call_command("load_banks")
        except CommandError as error:  # a bank with problems keeps its last good state; the site runs all the same
            self.stderr.write(str(error))
        self._print_link(site)
        self.stdout.write("Stop with Ctrl+C. The next `make run` prints a new address.\n")
        self.stdout.flush()
        checking.close()
        os.execv(  # noqa: S606  (the server takes this process's place, so that Ctrl+C and signals reach it)
            sys.executable,
            [
                *[sys.executable, "-m", "gunicorn", "quizzes.wsgi", "--bind", f"{host}:{port}"],
                *["--workers", os.environ.get("WORKERS", "2"), "--threads", "4", "--log-level", "warning"],
            ],
        )

    def _print_link(self, site: str) -> None:
        link = f"{site}{reverse('link')}{get_query_string(self._owner())}"
        self.stdout.write(f"\nOpen this address. It signs you in once, within the next ten minutes:\n\n    {link}\n")

    def _is_ours(self, site: str) -> bool:
        try:
            with urlopen(f"{site}/healthz", timeout=5) as response:  # noqa: S310  (our own address)
                return "database" in json.load(response)
        except HTTPError as error:  # it runs, and tells that it is not well
            with error:
                return error.code == 503 and b'"database"' in error.read(1000)
        except (OSError, ValueError):
            return False

    def _is_free(self, host: str, port: str) -> bool:
        if not port.isdecimal():
            raise CommandError(f"PORT={port} is not understood; use a number such as 8000")
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, int(port)))
            except OSError:
                return False
        return True

    def _owner(self):
        users = get_user_model().objects
        owner = users.filter(is_superuser=True, is_active=True).order_by("pk").first()
        if owner is None:
            owner = users.create_superuser("owner")
            for bank in Bank.objects.all():
                take_up(owner.learner, bank)
        return owner
