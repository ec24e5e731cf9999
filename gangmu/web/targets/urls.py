from django.urls import path

from gangmu.web.targets import plans, table, target

app_name = "targets"
urlpatterns = [
    path("", plans.plan_list, name="plan-list"),
    path("new/", plans.plan_new, name="plan-new"),
    path("<int:pk>/", table.plan, name="plan"),
    path("<int:pk>/export/", table.export, name="plan-export"),
    path("<int:pk>/columns/", table.choose_columns, name="plan-columns"),
    path("<int:pk>/issue/", plans.issue, name="plan-issue"),
    path("<int:pk>/sources/", plans.sources, name="plan-sources"),
    path("targets/<int:pk>/", target.target, name="target"),
]
