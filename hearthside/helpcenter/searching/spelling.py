"""Words nobody here knows, put right: "recipt", "confirmasion", "signin", "pay ment".

Only a word that is in no topic, no concept and no sample question is touched, so a right word never is.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

LETTERS_LEAST = 4
"""Shorter words are left as they are: too many others are one slip away."""
LETTERS_LONG = 7
"""From this length on, two slips are forgiven."""

_SOUNDS = tuple(
    (re.compile(pattern), instead)
    for pattern, instead in (
        ("ph", "f"), ("qu(?=[ei])|q|k|c(?![eih])", "k"), ("c(?=[ei])|z", "s"), ("v", "b"), ("ll|y", "i"),
        ("g(?=[ei])|j", "j"), ("x(?=c)", ""), (r"(?<!c)h", ""), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip


def sound_of(word: str) -> str:
    """How a word sounds to someone who spells by ear: aser and hacer, vien and bien, recieve and receive."""
    for pattern, instead in _SOUNDS:
        word = pattern.sub(instead, word)
    return word


def slips(one: str, other: str, most: int) -> int:
    """How many letters were added, lost, changed or swapped with a neighbor; `most` + 1 for any more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]


def _one_less(word: str) -> Iterator[str]:
    yield word
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]


@dataclass(slots=True)
class Speller:
    """Knows the words of this help center and how often each is said."""

    counts: Mapping[str, int]
    _near: dict[str, list[str]] = field(default_factory=dict)
    _mended: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, words: Iterable[str]) -> "Speller":
        """A speller of a text's words."""
        return cls.of_counts(Counter(words))

    @classmethod
    def of_counts(cls, counts: Mapping[str, int]) -> "Speller":
        """A speller of words and how often each is said."""
        speller = cls(counts)
        for word in speller.counts:
            if len(word) >= LETTERS_LEAST and not word.isdigit():
                for key in {*_one_less(sound_of(word)), *_one_less(word)}:
                    speller._near.setdefault(key, []).append(word)
        return speller

    def mend(self, words: Sequence[str]) -> list[str]:
        """The words with the unknown ones put right where that is plain; split and joined ones too."""
        mended: list[str] = []
        place = 0
        while place < len(words):
            joined = "".join(words[place : place + 2])
            if place + 1 < len(words) and self._is_torn(words[place], words[place + 1], joined):
                mended.append(joined)
                place += 2
                continue
            mended += self._known_forms(words[place])
            place += 1
        return mended

    def _is_torn(self, one: str, other: str, joined: str) -> bool:
        """ "pay ment": one part is no word, and both together are."""
        return (
            len(joined) >= LETTERS_LEAST + 1
            and joined in self.counts
            and not joined.isdigit()
            and (one not in self.counts or other not in self.counts)
        )

    def _known_forms(self, word: str) -> tuple[str, ...]:
        if word in self.counts or len(word) < LETTERS_LEAST or word.isdigit() or len(word) > 30:
            return (word,)
        if word not in self._mended:
            if len(self._mended) > 5000:
                self._mended.clear()
            self._mended[word] = self._put_right(word)
        return self._mended[word]

    def _put_right(self, word: str) -> tuple[str, ...]:
        near = self._nearest(word)
        if near is not None:
            return (near,)
        return self._taken_apart(word) or (word,)

    def _nearest(self, word: str) -> str | None:
        sound, most = sound_of(word), 2 if len(word) >= LETTERS_LONG else 1
        keys = {*_one_less(sound), *_one_less(word)}
        candidates = {other for key in keys for other in self._near.get(key, ())}
        best = min(
            (
                (min(slips(word, other, 2), slips(sound, sound_of(other), 2)), word[0] != other[0],
                 -self.counts[other], other)
                for other in candidates
            ),
            default=None,
        )  # fmt: skip
        if best is None or best[0] > most or (best[1] and best[0] > 0 and len(word) < LETTERS_LONG):
            return None
        return best[3]

    def _taken_apart(self, word: str) -> tuple[str, ...]:
        """ "signin", "paybill": two known words run together; the split whose rarer half is commonest."""
        splits = [
            (min(self.counts[word[:place]], self.counts[word[place:]]), word[:place], word[place:])
            for place in range(2, len(word) - 1)
            if word[:place] in self.counts and word[place:] in self.counts
        ]
        if not splits:
            return ()
        common, one, other = max(splits)
        return (one, other) if common > 1 else ()
