"""Background work of this stage; each task only calls its action."""

from __future__ import annotations

from django_tasks import task

from gangmu.targets.actions.importing import run_import
from gangmu.targets.models import TargetImport


@task()
def write_import(pk: int) -> None:
    """Write a checked list in the name of whoever started it."""
    upload = TargetImport.objects.select_related("plan", "by").get(pk=pk)
    run_import(upload=upload, by=upload.by)
