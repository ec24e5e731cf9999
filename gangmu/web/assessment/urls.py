from django.urls import path

from gangmu.web.assessment import assessments, run, schemes, score, workshop

app_name = "assessment"
urlpatterns = [
    path("", assessments.listing, name="list"),
    path("new/", assessments.new, name="new"),
    path("<int:pk>/", assessments.assessment, name="assessment"),
    path("<int:pk>/run/", assessments.compute, name="compute"),
    path("<int:pk>/finalise/", assessments.finalise, name="finalise"),
    path("runs/<int:pk>/", run.run, name="run"),
    path("runs/<int:pk>/export/", run.export, name="run-export"),
    path("runs/<int:pk>/workbook/", run.workbook, name="run-workbook"),
    path("unit-scores/<int:pk>/", score.score, name="score"),
    path("unit-scores/<int:pk>/step/", score.step, name="step"),
    path("schemes/new/", workshop.new, name="scheme-new"),
    path("schemes/<int:pk>/", schemes.scheme, name="scheme"),
    path("schemes/<int:pk>/download/", schemes.download, name="scheme-download"),
]
