"""Every address of the system. Sign-in is required unless a view says otherwise."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [
    path("accounts/", include("gangmu.web.home.account_urls")),
    path("language/", login_not_required(set_language), name="set_language"),
    path("api/", include("gangmu.api.urls")),
    path("indicators/", include("gangmu.web.indicators.urls")),
    path("plans/", include("gangmu.web.targets.urls")),
    path("reports/", include("gangmu.web.progress.urls")),
    path("scores/", include("gangmu.web.assessment.urls")),
    path("papers/", include("gangmu.web.documents.urls")),
    path("org/", include("gangmu.web.org.urls")),
    path("audit/", include("gangmu.web.audit.urls")),
    path("lists/", include("gangmu.web.listing.urls")),
    path("", include("gangmu.web.home.urls")),
]
handler400 = "gangmu.web.home.views.bad_request"
handler403 = "gangmu.web.home.views.forbidden"
handler404 = "gangmu.web.home.views.not_found"
handler500 = "gangmu.web.home.views.server_error"
