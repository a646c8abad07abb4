"""The addresses of search. They hold no words. `helpcenter/urls.py` puts them before `help/<slug>/`."""

from django.urls import path

from hearthside.helpcenter.searching import desk, views

patterns = [
    path("help/search/", views.search, name="search"),
    path("help/search/as-you-type/", views.as_you_type, name="as_you_type"),
    path("desk/help/misses/<int:pk>/", desk.miss, name="desk_miss"),
]
