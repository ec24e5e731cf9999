"""Background work: declared beside its action, kept in the database, done by one of the workers, and never lost.

A task whose worker was killed, or that lost the database, is queued again up to ATTEMPTS times; then it is given up and
whoever waits for it is told. So a task must do its work in one transaction, and nothing when it finds it done.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import InterfaceError, OperationalError, close_old_connections, transaction
from django.utils.crypto import get_random_string
from django_tasks import task
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from gangmu.base.holding import holding, lives

ATTEMPTS = 3
LOOK_AFTER = 1.0  # seconds between two looks for new tasks
RECOVER_AFTER = 20.0  # seconds between two looks for tasks of workers that are gone
_TROUBLE = (OperationalError, InterfaceError)  # of the database, not of the task

_given_up: dict[str, Callable[..., None]] = {}


class WorkerLost(Exception):
    """The process that did the work ended in the middle of it."""


def background(*, given_up: Callable[..., None]) -> Callable[[Callable[..., None]], Task]:
    """Declare a task. `given_up` takes the same arguments, and tells on the thing itself that the work was not done."""

    def declare(function: Callable[..., None]) -> Task:
        @wraps(function)
        def run(*arguments: Any) -> None:
            try:
                function(*arguments)
            except _TROUBLE:
                raise  # the worker tries again
            except Exception:
                given_up(*arguments)
                raise

        made: Task = task()(run)
        _given_up[made.module_path] = given_up
        return made

    return declare


def work() -> None:
    """Do what is queued until told to end by a signal. Raises DatabaseError when the database goes away."""
    worker = _Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )
    worker.configure_signals()
    recovered = -RECOVER_AFTER
    with holding(worker.worker_id):
        while worker.running:
            close_old_connections()
            if time.monotonic() - recovered >= RECOVER_AFTER:
                recover()
                recovered = time.monotonic()
            if DBTaskResult.objects.ready().exists():
                worker.run()
            elif worker.running:
                time.sleep(LOOK_AFTER)


def recover() -> None:
    """Take up the tasks of workers that are gone."""
    for lost in DBTaskResult.objects.running():
        if lives(lost.worker_ids[-1]):
            continue
        with transaction.atomic():
            again = DBTaskResult.objects.select_for_update().get(pk=lost.pk)
            if again.status == TaskResultStatus.RUNNING and again.worker_ids == lost.worker_ids:
                _again_or_given_up(again, WorkerLost())


class _Worker(Worker):
    def run_task(self, db_task_result: DBTaskResult) -> None:
        super().run_task(db_task_result)
        path = db_task_result.exception_class_path
        if db_task_result.status == TaskResultStatus.FAILED and path in _TROUBLE_PATHS:
            with transaction.atomic():
                _again_or_given_up(db_task_result, None)


_TROUBLE_PATHS = {f"{one.__module__}.{one.__qualname__}" for one in _TROUBLE}


def _again_or_given_up(row: DBTaskResult, error: Exception | None) -> None:
    if len(row.worker_ids) < ATTEMPTS:
        row.status, row.finished_at = TaskResultStatus.READY, None
        row.save(update_fields=["status", "finished_at"])
        return
    if error:
        row.set_failed(error)
    if row.task_path in _given_up:
        _given_up[row.task_path](*row.args_kwargs["args"])
