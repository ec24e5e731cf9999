from django.urls import path

from gangmu.web.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.events, name="list"),
    path("export/", views.export, name="export"),
    path("verify/", views.verify, name="verify"),
    path("<int:number>/", views.event, name="event"),
]
