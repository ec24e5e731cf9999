from django.urls import path

from gangmu.web.home import views

app_name = "home"
urlpatterns = [
    path("", views.workbench, name="workbench"),
    path("healthz", views.health, name="health"),
]
