from django.urls import path

from gangmu.web.progress import calendar, due, periods, report, review

app_name = "progress"
urlpatterns = [
    path("due/", due.due, name="due"),
    path("due/export/", due.export, name="due-export"),
    path("due/import/", due.bring_back, name="due-import"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("review/", review.review, name="review"),
    path("periods/", periods.periods, name="periods"),
    path("periods/<int:pk>/", periods.period, name="period"),
    path("periods/<int:pk>/export/", periods.export, name="period-export"),
    path("periods/<int:pk>/dates/", periods.dates, name="period-dates"),
    path("periods/<int:pk>/remind/", periods.remind, name="remind"),
    path("<int:pk>/", report.report, name="report"),
    path("<int:pk>/evidence/", report.add_evidence, name="add-evidence"),
    path("<int:pk>/<slug:verb>/", report.act, name="act"),
    path("evidence/<int:pk>/", report.evidence, name="evidence"),
    path("evidence/<int:pk>/remove/", report.remove_evidence, name="remove-evidence"),
]
