"""What every page shows: the organization, and whether this is the demo."""

from django.http import HttpRequest

from hearthside.organization.selectors import profile


def site(request: HttpRequest) -> dict[str, object]:
    return {"org": profile()}
