from django.urls import path

from gangmu.web.targets import editing, handing, importing, negotiation, plans, sources, table, target

app_name = "targets"
urlpatterns = [
    path("", plans.plan_list, name="plan-list"),
    path("new/", plans.plan_new, name="plan-new"),
    path("<int:pk>/", table.plan, name="plan"),
    path("<int:pk>/issue/", plans.issue, name="plan-issue"),
    path("<int:pk>/close/", plans.close, name="plan-close"),
    path("<int:pk>/notice/", plans.notice, name="plan-notice"),
    *(path(f"<int:pk>/{verb}/", plans.step, {"verb": verb}, name=f"plan-{verb}") for verb in plans.STEPS),
    path("<int:pk>/sources/", plans.sources, name="plan-sources"),
    path("<int:pk>/negotiations/", negotiation.board, name="negotiations"),
    path("negotiations/<int:pk>/", negotiation.part, name="negotiation"),
    path("<int:pk>/coverage/", sources.coverage, name="coverage"),
    path("<int:pk>/coverage/export/", sources.coverage_export, name="coverage-export"),
    path("sources/<int:pk>/", sources.source, name="source"),
    path("sources/<int:pk>/read/", sources.read, name="source-read"),
    path("source-items/<int:pk>/", sources.item, name="source-item"),
    path("candidates/<int:pk>/reopen/", sources.reopen, name="candidate-reopen"),
    path("<int:pk>/import/", importing.upload, name="import-upload"),
    path("imports/template/", importing.import_template, name="import-template"),
    path("imports/<int:pk>/", importing.show, name="import"),
    path("imports/<int:pk>/match/", importing.match, name="import-match"),
    path("imports/<int:pk>/decide/", importing.decide, name="import-decide"),
    path("imports/<int:pk>/begin/", importing.begin, name="import-begin"),
    path("imports/<int:pk>/again/", importing.again, name="import-again"),
    path("imports/<int:pk>/discard/", importing.discard, name="import-discard"),
    path("imports/<int:pk>/problems/", importing.problems, name="import-problems"),
    path("<int:pk>/targets/new/", editing.new, name="target-new"),
    path("targets/<int:pk>/", target.target, name="target"),
    path("targets/<int:pk>/edit/", editing.edit, name="target-edit"),
    path("parts/<int:pk>/hand-over/", handing.hand_over, name="hand-over"),
    path("targets/<int:pk>/delete/", editing.delete, name="target-delete"),
]
