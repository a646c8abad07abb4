"""The words of a document, in its language, and how that language writes days, amounts and lists."""

from hearthside.bills.document.parts import Language
from hearthside.bills.document.words.en import ENGLISH
from hearthside.bills.document.words.es import SPANISH
from hearthside.bills.document.words.wording import Wording

WORDINGS: dict[Language, Wording] = {"en": ENGLISH, "es": SPANISH}

__all__ = ["WORDINGS", "Wording"]
