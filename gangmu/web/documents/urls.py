from django.urls import path

from gangmu.web.documents import editing, papers, register

app_name = "documents"
urlpatterns = [
    path("", register.paper_list, name="list"),
    path("registers/", register.registers, name="registers"),
    path("new/", editing.new, name="new"),
    path("<int:pk>/", papers.paper, name="paper"),
    path("<int:pk>/edit/", editing.edit, name="edit"),
    path("<int:pk>/number/", papers.number, name="number"),
    path("<int:pk>/issue/", papers.issue, name="issue"),
    path("<int:pk>/void/", papers.void, name="void"),
    path("<int:pk>/word/", papers.word, name="word"),
    path("<int:pk>/pdf/", papers.pdf, name="pdf"),
    path("<int:pk>/<slug:verb>/", papers.act, name="act"),
]
