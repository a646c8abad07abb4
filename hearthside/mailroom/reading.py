"""How hard a letter is to read, for whoever writes one: counted as the voice guide says, so a preview and
the check that gates our pages say the same (a test holds the two together).
"""

import re
import unicodedata
from dataclasses import dataclass

GRADE_MAX, EASE_MIN, SENTENCE_WORDS_MAX = 8.0, 65.0, 25
HARD_WORDS = {
    "en": ("remit", "delinquent", "adjudicated", "beneficiary", "pended", "invalid"),
    "es": ("remitir", "declinar", "aseguranza", "en mora"),
}

_NOT_WORDS = re.compile(
    r"https?://\S+|\S+@\S+\.\w+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|gov|net|example)\b\S*"
    r"|[$#]?\d[\d.,:/%-]*\d%?|[$#]?\d%?"
)
_SHORT = re.compile(r"\b(?:[ap]\.\s?m\.|Drs?\.|Dra\.|Mrs?\.|Ms\.|Sra?\.|St\.|No\.|(?:[A-Z]{1,2}\.\s?){2,})")
_END = re.compile(r"(?<=[.?!])[\"'»”’)]*(?:\s+|$)|\n+")
_ITEM = re.compile(r"^\s*(?:[-*•·]|\d+[.)])\s+")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?(?:[^\W\d_]\.)*")
_ODD = {
    2: "being business every someone sometimes therefore heartbeat homebound agreed issued create science "
       "quiet people",
    3: "area idea medicaid medicare somebody something reimburse continued created",
    4: "coinsurance",
    1: "real",
}  # fmt: skip
_KNOWN = {word: count for count, words in _ODD.items() for word in words.split()} | {
    "something": 2, "copay": 2,
}  # fmt: skip
# What counting groups of vowels gets wrong in English: pattern, and how much to add for each find.
_MENDS = tuple(
    (re.compile(pattern), change)
    for pattern, change in (
        (r"(?<![^aeiouy]l)(?<=[^aeiouy])e$", -1),
        (r"(?<![sxzcg])(?<![cs]h)(?<![^aeiouy]l)(?<=[^aeiouy])es$", -1),
        (r"(?<=[^td])ed$", -1),
        (r"(?<=[^aeiouy])e(?=(?:ly|ful|less|ment)$)", -1),
        (r"que$", -1),
        (r"(?<![ctsxg])ia", 1),
        (r"(?<![ctsxgnl])io|(?<=[nl])io(?!n)", 1),
        (r"(?<![qg])ua", 1),
        (r"eo|iu", 1),
        (r"(?<![ctn])ie[tn]", 1),
        (r"[aeiouy]y[aeiouy]", 1),
        (r"(?:ier|uing|eeing|oing|ism)$", 1),
    )
)


@dataclass(frozen=True, slots=True)
class Readability:
    """What was counted. `score` is a school grade in English (lower is easier), in Spanish an ease."""

    language: str
    words: int
    score: float
    longest_sentence: int
    hard_words: tuple[str, ...]

    @property
    def is_plain(self) -> bool:
        """Within the house's limits: grade 8 or ease 65, no sentence over 25 words, no word we avoid."""
        is_easy = self.score >= EASE_MIN if self.language == "es" else self.score <= GRADE_MAX
        return is_easy and self.longest_sentence <= SENTENCE_WORDS_MAX and not self.hard_words


def read(text: str, language: str) -> Readability:
    """How hard `text` is. English: Flesch-Kincaid; Spanish: Szigriszt-Pazos. 0.0 if it has no words."""
    said = sentences(text)
    each = [words(sentence) for sentence in said]
    count = sum(len(found) for found in each)
    syllables = sum(syllables_of(word, language) for found in each for word in found)
    avoided = tuple(hard for hard in HARD_WORDS[language] if re.search(rf"\b{hard}\b", text, re.I))
    score = _score(language, count, len(said), syllables) if count else 0.0
    return Readability(language, count, score, max(map(len, each), default=0), avoided)


def sentences(text: str) -> list[str]:
    """A sentence ends at . ? ! or a line's end; a list item of under five words joins the line before it."""
    found: list[str] = []
    for line in text.splitlines():
        body = _SHORT.sub(lambda mark: mark[0].replace(".", ""), _ITEM.sub("", line))
        if _ITEM.match(line) and found and len(words(body)) < 5:
            found[-1] = f"{found[-1]} {body.strip()}"
        else:
            found += [part.strip() for part in _END.split(body)]
    return [sentence for sentence in found if words(sentence)]


def words(text: str) -> list[str]:
    """Words, without amounts, numbers and addresses."""
    return _WORD.findall(_NOT_WORDS.sub(" ", text))


def syllables_of(word: str, language: str) -> int:
    if language == "es":
        return _spanish(word)
    return sum(_english(part) for part in word.replace("’", "'").split("-") if part)


def _score(language: str, words: int, sentences: int, syllables: int) -> float:
    if language == "es":
        return 206.835 - 62.3 * syllables / words - words / sentences
    return 0.39 * words / sentences + 11.8 * syllables / words - 15.59


def _english(part: str) -> int:
    letters = part.replace(".", "").replace("'", "")
    if 1 < len(letters) <= 4 and letters.isupper():
        return len(letters)
    word = part.lower().removesuffix("'s").replace("'", "").replace(".", "")
    if word in _KNOWN:
        return _KNOWN[word]
    counted = len(re.findall(r"[aeiouy]+", word))
    return max(1, counted + sum(change * len(mend.findall(word)) for mend, change in _MENDS))


def _spanish(word: str) -> int:
    plain = re.sub(r"(?<!c)h", "", unicodedata.normalize("NFC", word.lower()))
    plain = re.sub(r"(?:qu|gu)(?=[eiéí])", "q", plain)
    plain = plain if plain == "y" else re.sub(r"y(?!$)", "j", plain)
    runs = re.findall(r"[aeiouáéíóúüy]+", plain)
    return max(1, sum(max(1, len(re.findall(r"[aeoáéíóú]", run))) for run in runs))
