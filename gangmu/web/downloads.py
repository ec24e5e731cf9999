"""Files on their way out: always a download, never shown by the browser as a page."""

from __future__ import annotations

from typing import TypeVar

from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header

Answer = TypeVar("Answer", HttpResponse, FileResponse)
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def excel(data: bytes, name: str) -> HttpResponse:
    """A workbook; `name` goes without extension."""
    return as_attachment(HttpResponse(data, content_type=EXCEL), f"{name}.xlsx")


def as_attachment(response: Answer, name: str) -> Answer:
    """The answer under a Chinese name that every browser understands, kept by no cache on the way."""
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
