"""The clinic on the web: a Django project, one app for each step of the path."""
