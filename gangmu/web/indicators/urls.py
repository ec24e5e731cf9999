from django.urls import path

from gangmu.web.indicators import catalogue, giving, importing, indicator

app_name = "indicators"
urlpatterns = [
    path("", catalogue.listing, name="list"),
    path("new/", catalogue.new, name="new"),
    path("import/", importing.bring, name="import"),
    path("import/template/", importing.blank, name="import-template"),
    path("<int:pk>/", indicator.show, name="indicator"),
    path("<int:pk>/edit/", catalogue.edit, name="edit"),
    path("<int:pk>/redefine/", catalogue.redefine, name="redefine"),
    path("<int:pk>/export/", indicator.export, name="export"),
    path("<int:pk>/enter/", giving.enter, name="enter"),
    path("<int:pk>/correct/", giving.correct, name="correct"),
]
