"""`gangmu demo`: load the invented city into an empty database."""

from __future__ import annotations

import datetime as dt
import time
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from gangmu.base.errors import Refused
from gangmu.demo import PASSWORD
from gangmu.demo.load import load


class Command(BaseCommand):
    help = "Load the invented demo city into an empty database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--today", type=dt.date.fromisoformat, help="the day on which the city stands, YYYY-MM-DD")

    def handle(self, *, today: dt.date | None = None, **options: object) -> None:
        begun = time.monotonic()

        def tell(step: str) -> None:
            self.stdout.write(f"  {time.monotonic() - begun:5.1f} s  {step}")
            self.stdout.flush()

        try:
            load(today=today, tell=tell)
        except Refused as refusal:
            raise CommandError(refusal.reason) from refusal
        self.stdout.write(f"示例城市已载入，所有示例账号的密码都是 {PASSWORD}")
