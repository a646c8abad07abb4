"""Our own pages by their path: is there such a page, and where is it in this language?"""

from functools import lru_cache

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.translation import override


def in_language(path: str, language: str) -> str:
    """A path of ours, written as in English, in another language."""
    return path if language == settings.LANGUAGE_CODE else f"/{language}{path}"


def local(path: str, language: str) -> str:
    """The address of a page of ours in this language, its #heading with it; "" when there is none."""
    page, mark, heading = path.partition("#")
    return f"{in_language(page, language)}{mark}{heading}" if is_page(page, language) else ""


@lru_cache(maxsize=512)
def is_page(path: str, language: str) -> bool:
    with override(language):
        try:
            resolve(in_language(path, language))
        except Resolver404:
            return False
    return True
