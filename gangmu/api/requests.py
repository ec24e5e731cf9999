"""What an operation is handed: a request of somebody who is signed in, and values within bounds."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Schema
from ninja.pagination import PaginationBase
from ninja.parser import Parser
from pydantic import BeforeValidator, ConfigDict

from gangmu.base.bounds import unkeepable
from gangmu.base.errors import Refused
from gangmu.base.periods import FIRST_DAY, read_day
from gangmu.org.models import User
from gangmu.org.permissions import Access, access_of

LARGEST_BODY = 64 * 1024
"""Bytes of JSON; the largest body an operation asks for has some five hundred."""
LARGEST_NUMBER = 2**31 - 1


def _day(value: Any) -> dt.date:
    """Only what is written as a day: pydantic would take 0 for 1970-01-01."""
    day = read_day(value) if isinstance(value, str) else None
    if day is None:
        raise ValueError(_("不是日期，应形如 2026-08-31，在 1949 年至 2099 年之间"))
    return day


Day = Annotated[dt.date, BeforeValidator(_day, json_schema_input_type=dt.date)]
"""A day as 2026-08-31, of a year the system knows."""
Words = Annotated[str, Field(max_length=100)]
"""What one searches for."""
Whole = Annotated[int, Field(ge=0, le=LARGEST_NUMBER, strict=True)]
"""A whole number in a body: an id, a version, an order."""
Year = Annotated[int, Field(ge=FIRST_DAY.year, le=2099)]


class Sent(Schema):
    """A body: a name that is not asked for is refused, not passed over."""

    model_config = ConfigDict(extra="forbid")


class Pages(PaginationBase):
    """`limit` rows from `offset` on, and how many there are in all."""

    class Input(Schema):
        limit: int = Field(100, ge=1, le=1000)
        offset: int = Field(0, ge=0, le=LARGEST_NUMBER)

    def paginate_queryset(
        self, queryset: QuerySet[Any], pagination: Input, request: HttpRequest, **params: Any
    ) -> dict[str, Any]:
        shown = queryset[pagination.offset : pagination.offset + pagination.limit]
        return {"items": shown, "count": self._items_count(queryset)}


class Json(Parser):
    """A body of bounded size, without signs that no database keeps."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Raises Refused when it is too large or holds such signs, ValueError when it is no JSON."""
        if len(request.body) > LARGEST_BODY:
            raise Refused(_("请求的内容超过 %(most)d 字节") % {"most": LARGEST_BODY})
        sent = json.loads(request.body)
        if any(unkeepable(text) for text in _texts(sent)):
            raise Refused(_("请求里有不能保存的字符"))
        return sent


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def user_of(request: HttpRequest) -> User:
    """Whoever asks; the API's authentication lets nobody else in."""
    assert isinstance(request.user, User)  # noqa: S101
    return request.user


def access(request: HttpRequest) -> Access:
    """What whoever asks may do."""
    return access_of(user_of(request))
