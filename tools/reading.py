"""How hard a text is to read: two scores, counted the way the house's voice guide says.

English is the Flesch-Kincaid grade (lower is easier; a page must not pass 8). Spanish is the
Szigriszt-Pazos score (higher is easier; a page must reach 65). Both are counts, not judgments: a cruel
sentence can score well, so banned words and a limit of 25 words a sentence stand beside them.

Give these functions main text only. They drop what no one reads as words: amounts, numbers, web
and e-mail addresses, and slots such as {amount}.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

ENGLISH_GRADE_MAX = 8.0
SPANISH_SCORE_MIN = 65.0
GATED_WORDS = 100
SENTENCE_WORDS_MAX = 25
LEAD_IN_WORDS = 5

_NOT_WORDS = re.compile(
    r"\{[^{}]*\}|https?://\S+|\S+@\S+\.\w+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|gov|net|example)\b\S*"
    r"|[$#]?\d[\d.,:/%-]*\d%?|[$#]?\d%?"
)
_STOPPED_SHORT = re.compile(
    r"\b(?:[ap]\.\s?m\.|Drs?\.|Dra\.|Mrs?\.|Ms\.|Sra?\.|St\.|No\.|vs\.|e\.g\.|i\.e\.|(?:[A-Z]{1,2}\.\s?){2,})"
)
_SENTENCE_END = re.compile(r"(?<=[.?!])[\"'»”’)]*(?:\s+|$)|\n+")
_LIST_MARK = re.compile(r"^\s*(?:[-*•·]|\d+[.)])\s+")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?(?:[^\W\d_]\.)*")

# Words the rules below count wrong and our pages use.
_EXCEPTIONS = {
    "being": 2,
    "area": 3,
    "business": 2,
    "every": 2,
    "idea": 3,
    "medicaid": 3,
    "medicare": 3,
    "somebody": 3,
    "someone": 2,
    "something": 2,
    "sometimes": 2,
    "therefore": 2,
    "heartbeat": 2,
    "homebound": 2,
    "coinsurance": 4,
    "copay": 2,
    "reimburse": 3,
    "agreed": 2,
    "continued": 3,
    "issued": 2,
    "real": 1,
    "create": 2,
    "created": 3,
    "science": 2,
    "quiet": 2,
    "people": 2,
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What was counted in a text, and the score made of it."""

    words: int
    sentences: int
    syllables: int
    score: float

    @property
    def is_gated(self) -> bool:
        """Long enough for the score to mean something (100 words)."""
        return self.words >= GATED_WORDS


def flesch_kincaid(text: str) -> float:
    """The US school grade of an English text: 0.39 W/S + 11.8 Y/W - 15.59; 0.0 if it has no words."""
    return read_english(text).score


def szigriszt(text: str) -> float:
    """Szigriszt-Pazos ease of a Spanish text: 206.835 - 62.3 Y/W - W/S; 0.0 if it has no words."""
    return read_spanish(text).score


def read_english(text: str) -> Reading:
    return _read(text, english_syllables, lambda w, s, y: 0.39 * w / s + 11.8 * y / w - 15.59)


def read_spanish(text: str) -> Reading:
    return _read(text, spanish_syllables, lambda w, s, y: 206.835 - 62.3 * y / w - w / s)


def sentences(text: str) -> list[str]:
    """The sentences of a text: each ends at a period, question or exclamation mark, or a line's end.

    Not inside a.m., Dr. or U.S. A list item of fewer than five words belongs to the line before it.
    """
    found: list[str] = []
    for line in text.splitlines():
        is_item = bool(_LIST_MARK.match(line))
        body = _STOPPED_SHORT.sub(lambda mark: mark[0].replace(".", ""), _LIST_MARK.sub("", line))
        if is_item and found and len(words(body)) < LEAD_IN_WORDS:
            found[-1] = f"{found[-1]} {body.strip()}"
            continue
        found.extend(part.strip() for part in _SENTENCE_END.split(body))
    return [sentence for sentence in found if words(sentence)]


def words(text: str) -> list[str]:
    """The words of a text, without amounts, numbers, addresses and slots."""
    return _WORD.findall(_NOT_WORDS.sub(" ", text))


def longest_sentence(text: str) -> int:
    """How many words its longest sentence has."""
    return max((len(words(sentence)) for sentence in sentences(text)), default=0)


def english_syllables(word: str) -> int:
    """Syllables of an English word, by rule; short words in capitals count one a letter (DME is 3)."""
    return sum(_english_part(part) for part in re.split(r"[-]", word.replace("’", "'")) if part)


def spanish_syllables(word: str) -> int:
    """Syllables of a Spanish word: each run of vowels counts its strong and accented ones, at least one."""
    plain = unicodedata.normalize("NFC", word.lower())
    plain = re.sub(r"(?<!c)h", "", plain)
    plain = re.sub(r"qu(?=[eiéí])|gu(?=[eiéí])", "q", plain)
    # y is a vowel only alone or at the end of a word.
    plain = plain if plain == "y" else re.sub(r"y(?!$)", "j", plain)
    runs = re.findall(r"[aeiouáéíóúüy]+", plain)
    return max(1, sum(max(1, len(re.findall(r"[aeoáéíóú]", run))) for run in runs))


def _read(text: str, syllables: Callable[[str], int], score: Callable[[int, int, int], float]) -> Reading:
    said = sentences(text)
    all_words = [word for sentence in said for word in words(sentence)]
    count = sum(syllables(word) for word in all_words)
    if not all_words:
        return Reading(0, 0, 0, 0.0)
    return Reading(len(all_words), len(said), count, score(len(all_words), len(said), count))


def _english_part(part: str) -> int:
    letters = part.replace(".", "").replace("'", "")
    if len(letters) <= 4 and letters.isupper() and len(letters) > 1:
        return len(letters)
    word = part.lower().removesuffix("'s").replace("'", "").replace(".", "")
    if word in _EXCEPTIONS:
        return _EXCEPTIONS[word]
    groups = len(re.findall(r"[aeiouy]+", word))
    return max(1, groups + sum(_english_changes(word)))


def _english_changes(word: str) -> Iterator[int]:
    """What the vowel groups miss or count too often, one rule each."""
    vowel = "[aeiouy]"
    if re.search(r"[^aeiouy]e$", word) and not re.search(r"[^aeiouy]le$", word):
        yield -1
    if re.search(r"[^aeiouy]es$", word) and not re.search(r"(?:[sxzcg]|ch|sh|[^aeiouy]l)es$", word):
        yield -1
    if re.search(r"[^td]ed$", word):
        yield -1
    if re.search(r"[^aeiouy]e(?:ly|ful|less|ment)$", word):
        yield -1
    if word.endswith("que"):
        yield -1
    yield len(re.findall(r"(?<![ctsxg])ia", word))
    yield len(re.findall(r"(?<![ctsxgnl])io|(?<=[nl])io(?!n)", word))
    yield len(re.findall(r"(?<![qg])ua", word))
    yield len(re.findall(r"eo|iu", word))
    yield len(re.findall(r"(?<![ctn])ie[tn]", word))
    yield len(re.findall(rf"{vowel}y{vowel}", word))
    yield len(re.findall(r"ier$|uing$|eeing$|oing$|ism$", word))
