"""Addresses of the worklist."""

from django.urls import path

from fibrocare.web.tasks import views

urlpatterns = [path("tasks/<int:task_id>/", views.done, name="task_done")]
