from django.urls import path

from gangmu.web.listing import choosing

app_name = "listing"
urlpatterns = [path("columns/", choosing.choose, name="columns")]
