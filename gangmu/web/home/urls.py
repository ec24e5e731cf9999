from django.urls import path

from gangmu.web.home import views

app_name = "home"
urlpatterns = [
    path("", views.workbench, name="workbench"),
]
