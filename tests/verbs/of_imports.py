"""Scenes of a list on its way into a plan."""

from __future__ import annotations

from gangmu.base.errors import Problem
from gangmu.targets import actions
from gangmu.targets.models import TargetImport
from gangmu.targets.states import ImportState
from tests.verbs.scenes import Scene, draft, scene

LIST = {"name": "目标.csv", "data": "序号,名称,目标任务,责任单位\n1,新建学校,3 所,市教育局\n".encode()}


def uploaded(request) -> TargetImport:
    by = request.getfixturevalue("city").people["office"]
    return actions.start_import(plan=draft(request).plan, by=by, **LIST)


def checked(request) -> TargetImport:
    return actions.check_import(upload=uploaded(request), by=request.getfixturevalue("city").people["office"])


def running(request) -> TargetImport:
    row = checked(request)
    TargetImport.objects.update(state=ImportState.RUNNING)
    row.refresh_from_db()
    return row


@scene("import.upload")
def _(request):
    return Scene("office", arguments={"plan": draft(request).plan} | LIST)


@scene("import.guess")
def _(request):
    return Scene("office", checked(request), "upload", {"header": 2})


@scene("import.check")
def _(request):
    return Scene("office", uploaded(request), "upload")


@scene("import.start")
def _(request):
    return Scene("office", checked(request), "upload", others=("target.create", "import.finish"))


@scene("import.finish")
def _(request):
    return Scene("office", running(request), "upload", others=("target.create",))


@scene("import.fail")
def _(request):
    return Scene("office", running(request), "upload", {"problems": [Problem("读不出来")]})


@scene("import.discard")
def _(request):
    return Scene("office", uploaded(request), "upload")
