"""A PDF of ours, opened in place and kept by no cache. Source: threats.md 3."""

from django.http import HttpResponse


def sent_as_pdf(content: bytes, name: str) -> HttpResponse:
    """`name` is a reference: it becomes the name of the file."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
