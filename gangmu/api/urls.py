"""The interface for other programs: signed in by session, described by /api/openapi.json, refusing in plain words."""

from __future__ import annotations

from django.urls import URLPattern
from ninja.security import django_auth

from gangmu.api import assessment, audit, documents, indicators, org, progress, targets, verbs
from gangmu.api.refusals import Interface, only_documented, tell_refusals
from gangmu.api.requests import Json
from gangmu.base.verbs import every_table

api = Interface(title="纲目 Gangmu", version="1", auth=django_auth, docs_url=None, urls_namespace="api", parser=Json())
api.add_router("/org/", org.router)
api.add_router("/audit/", audit.router)
api.add_router("/assessment/", assessment.router)
api.add_router("/indicators/", indicators.router)
api.add_router("/targets/", targets.router)
api.add_router("/progress/", progress.router)
api.add_router("/documents/", documents.router)
api.add_router("", verbs.routes(every_table()))
tell_refusals(api)

urlpatterns = [pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern)]
for _pattern in urlpatterns:
    if _pattern.name not in ("openapi-json", "api-root"):
        # Whoever is not signed in gets 401 in JSON from the API itself, not the page for signing in.
        _pattern.callback.login_required = False  # type: ignore[attr-defined]
only_documented(api, urlpatterns)
app_name = "api"
