"""The addresses of the banking room. They hold our references and days, and nothing that means more."""

from datetime import date

from django.urls import path, re_path, register_converter

from hearthside.banking import desk

app_name = "banking"


class DayConverter:
    """A day as YYYY-MM-DD; anything else is no address of ours."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(DayConverter, "bankday")
LINE = r"^desk/banking/lines/(?P<reference>[0-9]{10})/"
STATEMENT = r"^desk/banking/statements/(?P<reference>[0-9]{10})/"

urlpatterns = [
    path("desk/banking/", desk.days, name="days"),
    path("desk/banking/day/<bankday:on>/", desk.day, name="day"),
    path("desk/banking/day/<bankday:on>/proof.csv", desk.day_csv, name="day_csv"),
    path("desk/banking/day/<bankday:on>/prove/", desk.prove, name="prove"),
    path("desk/banking/day/<bankday:on>/explain/<int:difference>/", desk.explain, name="explain"),
    path("desk/banking/day/<bankday:on>/sign-off/", desk.sign_off, name="sign_off"),
    path("desk/banking/statements/", desk.statements, name="statements"),
    re_path(rf"{STATEMENT}$", desk.statement, name="statement"),
    re_path(rf"{STATEMENT}review/$", desk.review, name="review"),
    path("desk/banking/lines/", desk.lines, name="lines"),
    re_path(rf"{LINE}$", desk.line, name="line"),
    re_path(rf"{LINE}undo/$", desk.undo, name="undo"),
]
