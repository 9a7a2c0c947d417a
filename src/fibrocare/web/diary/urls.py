"""Addresses of diaries. The worker of the browser answers for those below /diary/ when there is no network."""

from django.urls import path

from fibrocare.web.diary import offline, views

urlpatterns = [
    path("diary/worker.js", offline.worker, name="diary_worker"),
    path("diary/offline/", offline.shell, name="diary_offline"),
    path("diary/session/", offline.session, name="diary_session"),
    path("diary/<uuid:patient_id>/", views.diary, name="diary"),
    path("diary/<uuid:patient_id>/flare/", views.flare, name="diary_flare"),
    path("diary/<uuid:patient_id>/saved/<uuid:entry_id>/", views.saved, name="diary_saved"),
    path("diary/<uuid:patient_id>/change/<uuid:entry_id>/", views.correct, name="diary_correct"),
    path("patients/<uuid:patient_id>/diary/", views.patient_diary, name="patient_diary"),
]
