"""Background work is done once and never lost: workers are killed, databases go away, two machines share one."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError
from django_tasks_db.models import DBTaskResult

from gangmu.base import background
from gangmu.base.holding import holding, lives, living
from gangmu.targets.actions.importing import write_import
from gangmu.targets.models import TargetImport
from gangmu.targets.states import ImportState
from tests.operation.service import Answer, Cluster, Service, number_in, runs, served, until

ROWS = 300


def a_list(rows: int = ROWS, mark: str = "甲") -> bytes:
    head = "序号,名称,任务,责任单位"
    return "\n".join([head, *(f"{n},{mark}目标{n},{n} 所,市教育局" for n in range(1, rows + 1))]).encode()


def begun(service: Service, *, rows: int = ROWS, mark: str = "甲") -> int:
    """A list uploaded, checked and handed to background work; its import."""
    sent = service.upload(f"/plans/{service.known['draft']}/import/", "office", f"{mark}.csv", a_list(rows, mark))
    assert sent.status == 302, sent.text
    pk = number_in(sent.location)
    columns = {"column-0": "out", "column-1": "name", "column-2": "task", "column-3": "responsible"}
    deadline = f"{int(service.known['month'][:4]) + 1}-12-31"
    matched = service.post(f"/plans/imports/{pk}/match/", "office", deadline=deadline, category="key", **columns)
    assert matched.status == 302, matched.text
    assert service.post(f"/plans/imports/{pk}/begin/", "office").status == 302
    return pk


def state(service: Service, pk: int) -> str:
    return service.python(
        "import sys, django; django.setup()\n"
        "from gangmu.targets.models import TargetImport\n"
        "print(TargetImport.objects.get(pk=sys.argv[1]).state)",
        str(pk),
    ).strip()


def count(service: Service) -> int:
    """The targets of the draft plan."""
    code = "import sys, django; django.setup()\nfrom gangmu.targets.models import Target\n"
    return int(
        service.python(code + "print(Target.objects.filter(plan=sys.argv[1]).count())", str(service.known["draft"]))
    )


@pytest.mark.django_db
class TestRecovery:
    """Without processes: what becomes of a task whose worker is not there."""

    @pytest.fixture(autouse=True)
    def own_folder(self, settings, tmp_path) -> None:
        settings.DATA = tmp_path

    def left(self, *workers: str, upload: int = 0) -> DBTaskResult:
        from django.utils import timezone

        return DBTaskResult.objects.create(
            status="RUNNING", started_at=timezone.now(), run_after=timezone.now(), worker_ids=list(workers),
            task_path=write_import.module_path, args_kwargs={"args": [upload], "kwargs": {}}, backend_name="default",
        )  # fmt: skip

    def test_it_is_queued_again(self) -> None:
        task = self.left("gone")
        background.recover()
        task.refresh_from_db()
        assert task.status == "READY"

    def test_one_whose_worker_lives_is_left_alone(self) -> None:
        with holding("here"):
            task = self.left("gone", "here")
            background.recover()
            task.refresh_from_db()
            assert task.status == "RUNNING"
            assert living() == 1
        until(lambda: not lives("here"), "the name is free")

    def test_after_three_attempts_it_is_given_up_and_told_where_it_is_waited_for(self, running_import) -> None:
        task = self.left("one", "two", "three", upload=running_import.pk)
        background.recover()
        task.refresh_from_db()
        running_import.refresh_from_db()
        assert (task.status, running_import.state) == ("FAILED", ImportState.FAILED)
        assert running_import.problems[0]["what"] == "导入意外中断，什么都没有写入"
        assert running_import.problems[0]["todo"]

    def test_a_lost_database_is_tried_again_and_anything_else_is_told(self, running_import, monkeypatch) -> None:
        from gangmu.targets.actions import importing

        def failing(error: Exception) -> None:
            def fail(**_: Any) -> None:
                raise error

            monkeypatch.setattr(importing, "run_import", fail)

        failing(OperationalError("away"))
        with pytest.raises(OperationalError):
            write_import.call(running_import.pk)
        running_import.refresh_from_db()
        assert running_import.state == ImportState.RUNNING
        failing(ValueError("unforeseen"))
        with pytest.raises(ValueError, match="unforeseen"):
            write_import.call(running_import.pk)
        running_import.refresh_from_db()
        assert running_import.state == ImportState.FAILED

    def test_the_page_says_when_nobody_is_there_to_do_it(self, running_import, as_) -> None:
        page = f"/plans/imports/{running_import.pk}/"
        assert "没有后台任务进程在运行" in as_("office").get(page).content.decode()
        with holding("here"):
            assert "没有后台任务进程在运行" not in as_("office").get(page).content.decode()

    @pytest.fixture
    def running_import(self, city) -> TargetImport:
        from gangmu.base.models import StoredFile
        from gangmu.targets.actions import create_plan

        plan = create_plan(unit=city.unit["city"], year=2027, title="来年", by=city.people["office"])
        file = StoredFile.objects.create(sha256="0" * 64, size=1, content_type="text/csv")
        return TargetImport.objects.create(
            plan=plan, file=file, name="清单.csv", state=ImportState.RUNNING, by=city.people["office"]
        )


@pytest.mark.slow
def test_a_task_whose_worker_is_killed_is_done_all_the_same(service: Service) -> None:
    with served(service):
        (worker,) = service.children("gangmu.config.worker")
        os.kill(worker, signal.SIGSTOP)  # so that the task waits for the next
        pk = begun(service)
        os.kill(worker, signal.SIGKILL)
        until(lambda: state(service, pk) == ImportState.DONE, "the list is written")
        assert count(service) == ROWS


@pytest.mark.slow
class TestPostgreSQL:
    def test_a_database_that_goes_away_and_comes_back_is_survived(
        self, on_postgres: Callable[[], Service], cluster: Cluster
    ) -> None:
        service = on_postgres()
        with served(service):
            main = service.process.pid if service.process else 0
            for _ in range(3):
                cluster.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'ours'")
                until(service.healthy, "the service answers after its connections were cut")
            cluster.stop("immediate")
            until(lambda: service.get("/healthz").status == 503, "the service says that it is not well")
            assert service.get("/plans/", by="office").status == 503
            cluster.start()
            until(service.healthy, "the service answers after the restart")
            assert runs(main)
            pk = begun(service)
            until(lambda: state(service, pk) == ImportState.DONE, "background work goes on")
            assert count(service) == ROWS

    def test_two_machines_on_one_database_agree(self, on_postgres: Callable[[], Service]) -> None:
        first, second = on_postgres(), on_postgres()
        with served(first), served(second):
            imports = [begun((first, second)[n % 2], rows=20, mark=f"第{n}份") for n in range(4)]
            # A session of one is one of the other, and a file sent to one comes from the other.
            assert second.get(f"/plans/imports/{imports[0]}/", by="office").status == 200
            until(lambda: all(state(second, pk) == ImportState.DONE for pk in imports), "each list is written")
            assert count(first) == 20 * len(imports)
            told = first.python(
                "import django; django.setup()\n"
                "from django_tasks_db.models import DBTaskResult as T\n"
                "from gangmu.base.holding import living\n"
                "print(living(), [len(one.worker_ids) for one in T.objects.all()])"
            )
            assert told.strip() == f"2 {[1] * len(imports)}"

    def test_a_lock_after_wrong_passwords_holds_on_both(self, on_postgres: Callable[[], Service]) -> None:
        first, second = on_postgres(), on_postgres()

        def sign_in(service: Service, password: str) -> Answer:
            return service.post("/accounts/login/", "", login="reporter", password=password)

        with served(first), served(second):
            for _ in range(6):
                assert sign_in(first, "wrong password").status != 302
            assert sign_in(second, "correct horse battery").status != 302

    def test_the_tasks_of_a_machine_that_dies_are_done_by_the_other(self, on_postgres: Callable[[], Service]) -> None:
        first, second = on_postgres(), on_postgres()
        first.start()
        (worker,) = first.children("gangmu.config.worker")
        os.kill(worker, signal.SIGSTOP)
        pk = begun(first)
        first.kill()
        until(lambda: not runs(worker), "the first machine is gone")
        with served(second):
            until(lambda: state(second, pk) == ImportState.DONE, "the other has done it")
            assert count(second) == ROWS
