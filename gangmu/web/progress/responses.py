"""Files on their way out: always a download, never shown by the browser as a page."""

from __future__ import annotations

from typing import TypeVar

from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header

from gangmu.base.files import open_file
from gangmu.progress.models import Evidence

Answer = TypeVar("Answer", HttpResponse, FileResponse)
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def download(data: bytes, name: str, content_type: str = EXCEL) -> HttpResponse:
    response = HttpResponse(data, content_type=content_type)
    return _as_attachment(response, name)


def evidence_file(evidence: Evidence) -> FileResponse:
    response = FileResponse(open_file(evidence.file), content_type=evidence.file.content_type)
    return _as_attachment(response, evidence.name)


def _as_attachment(response: Answer, name: str) -> Answer:
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
