"""Addresses of a person's own data."""

from django.urls import path

from fibrocare.web.own_data import views

urlpatterns = [
    path("your-data/", views.own_data, name="own_data"),
    path("your-data/export/", views.export, name="own_data_export"),
    path("your-data/delete/", views.send_link, name="own_data_link"),
    path("your-data/delete/<str:secret>/", views.delete, name="own_data_delete"),
    path("your-data/keep/", views.keep, name="own_data_keep"),
]
