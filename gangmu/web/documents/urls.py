from django.urls import path

from gangmu.web.documents import consultations, editing, papers, register, signing

app_name = "documents"
urlpatterns = [
    path("", register.paper_list, name="list"),
    path("registers/", register.registers, name="registers"),
    path("consultations/", consultations.consultation_list, name="consultations"),
    path("consultations/open/<str:about>/", consultations.open_consultation, name="consult"),
    path("consultations/<int:pk>/", consultations.consultation, name="consultation"),
    path("consultations/<int:pk>/say/", consultations.say, name="consultation-say"),
    path("consultations/<int:pk>/close/", consultations.close, name="consultation-close"),
    path("consultations/<int:pk>/export/", consultations.export, name="consultation-export"),
    path("comments/<int:pk>/answer/", consultations.answer, name="comment-answer"),
    path("comments/<int:pk>/take-back/", consultations.take_back, name="comment-take-back"),
    path("new/", editing.new, name="new"),
    path("<int:pk>/", papers.paper, name="paper"),
    path("<int:pk>/edit/", editing.edit, name="edit"),
    path("<int:pk>/number/", papers.number, name="number"),
    path("<int:pk>/issue/", papers.issue, name="issue"),
    path("<int:pk>/void/", papers.void, name="void"),
    path("<int:pk>/sign/<int:side>/", signing.sign, name="sign"),
    path("<int:pk>/attach/<int:side>/", signing.attach, name="attach"),
    path("signatures/<int:pk>/scan/", signing.scan, name="scan"),
    path("verify/", signing.verify, name="verify"),
    path("<int:pk>/word/", papers.word, name="word"),
    path("<int:pk>/pdf/", papers.pdf, name="pdf"),
    path("<int:pk>/<slug:verb>/", papers.act, name="act"),
]
