"""What the interface says when it refuses: one body for every operation, told in the description of each."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.urls import URLPattern
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError

from gangmu.base.errors import Conflict, Denied, Problem, Problems, Refused, Unseen

STATUSES = (400, 401, 403, 404, 409, 422)


class ProblemOut(Schema):
    """One thing wrong with what was sent; `column` is the field's name."""

    where: str
    what: str
    expected: str = ""
    todo: str = ""
    level: str = "error"
    row: int | None = None
    column: str = ""


class Refusal(Schema):
    """Why nothing was done. `theirs` (409) is what is stored now: somebody else saved first."""

    reason: str
    problems: list[ProblemOut] = []
    theirs: dict[str, str] = {}


class Interface(NinjaAPI):
    """An API whose description lists every refusal of every operation."""

    def get_openapi_schema(self, **kwargs: Any) -> Any:
        schema = super().get_openapi_schema(**kwargs)
        told = Refusal.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas = schema["components"]["schemas"]
        schemas |= told.pop("$defs") | {"Refusal": told}
        body = {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}}
        refusals = {code: {"description": HTTPStatus(code).phrase, "content": body} for code in STATUSES}
        for operations in schema["paths"].values():
            for operation in operations.values():
                operation["responses"] |= refusals
        return schema


def answer(request: HttpRequest, api: NinjaAPI, status: int, refusal: Refusal) -> HttpResponse:
    return api.create_response(request, refusal.model_dump(exclude_defaults=True), status=status)


def tell_refusals(api: NinjaAPI) -> None:
    """Every exception that may come out of an operation as a status and a `Refusal`."""
    for kind, told in _TOLD.items():
        api.add_exception_handler(kind, _handler(api, told))


def _handler(api: NinjaAPI, told: Callable[[Any], tuple[int, Refusal]]) -> Any:
    def handle(request: HttpRequest, error: Any) -> HttpResponse:
        status, refusal = told(error)
        return answer(request, api, status, refusal)

    return handle


def _http(error: HttpError) -> tuple[int, Refusal]:
    reasons = {
        400: _("请求的内容不是 JSON，无法读取"),
        401: _("请先登录"),
        403: _("请求没有带上 X-CSRFToken，或它已经失效"),
    }
    if isinstance(error.__cause__, Refused):
        return error.status_code, Refusal(reason=error.__cause__.reason)
    return error.status_code, Refusal(reason=reasons.get(error.status_code, str(error)))


def _invalid(error: ValidationError) -> tuple[int, Refusal]:
    problems = []
    for one in error.errors:
        place = [str(part) for part in one["loc"] if part != "data"]
        what = str(one.get("ctx", {}).get("error", one["msg"]))
        problems.append(ProblemOut(where=".".join(place), what=what, column=place[-1]))
    said = _("；").join(_("%(label)s：%(value)s") % {"label": one.where, "value": one.what} for one in problems)
    return 422, Refusal(reason=said, problems=problems)


def _problem(problem: Problem) -> ProblemOut:
    return ProblemOut(**{name: getattr(problem, name) for name in ProblemOut.model_fields})


_TOLD: dict[type[Exception], Callable[[Any], tuple[int, Refusal]]] = {
    Unseen: lambda error: (404, Refusal(reason=_("没有找到"))),
    Http404: lambda error: (404, Refusal(reason=_("没有找到"))),
    HttpError: _http,
    ValidationError: _invalid,
    SuspiciousOperation: lambda error: (400, Refusal(reason=_("请求的内容太大或不合规范"))),
    RawPostDataException: lambda error: (400, Refusal(reason=_("请求的内容应是 application/json"))),
    Denied: lambda error: (403, Refusal(reason=error.reason)),
    Conflict: lambda error: (
        409,
        Refusal(reason=error.reason, theirs={name: str(value) for name, value in error.theirs.items()}),
    ),
    Problems: lambda error: (422, Refusal(reason=error.reason, problems=[_problem(one) for one in error.problems])),
    Refused: lambda error: (422, Refusal(reason=error.reason)),
}


def only_documented(api: NinjaAPI, patterns: list[URLPattern]) -> None:
    """Refuse parameters in an address that the operation's description does not name: a typing error changes nothing
    in silence."""
    paths = api.get_openapi_schema(path_prefix="")["paths"]
    for pattern in patterns:
        operations = paths.get("/" + re.sub(r"<int:(\w+)>", r"{\1}", str(pattern.pattern)))
        if operations:
            known = {
                method.upper(): {one["name"] for one in told.get("parameters", ()) if one["in"] == "query"}
                for method, told in operations.items()
            }
            pattern.callback = _strict(api, pattern.callback, known)


def _strict(api: NinjaAPI, view: Callable[..., Any], known: dict[str, set[str]]) -> Callable[..., Any]:
    @wraps(view)
    def strict(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        names = known.get(request.method or "")
        strange = sorted(set(request.GET) - names)[:5] if names is not None else []
        if not strange:
            return view(request, *args, **kwargs)
        words = {"names": _("、").join(one[:30] for one in strange), "known": _("、").join(sorted(names or ()))}
        reason = _("没有这样的参数：%(names)s；可以用的是：%(known)s") % words
        return answer(request, api, 422, Refusal(reason=reason))

    return strict
