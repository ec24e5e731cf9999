"""Workbooks as downloads."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def excel(data: bytes, name: str) -> HttpResponse:
    """The workbook under a Chinese name that every browser understands."""
    response = HttpResponse(data, content_type=EXCEL)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name + '.xlsx')}"
    return response
