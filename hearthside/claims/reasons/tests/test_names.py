"""Whether two spellings name one person: tables, and properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearthside.claims.reasons.names import PersonName, names_agree


def name(text):
    """ "Last, First, Middle, Suffix"; parts at the end may be left out."""
    return PersonName(*[part.strip() for part in text.split(",")])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Reyes, Ana", "REYES, ANA"),
        ("Núñez, José", "NUNEZ, JOSE"),
        ("O'Brien, Pat", "OBRIEN, PAT"),
        ("O'Brien, Pat", "O’Brien, Pat"),
        ("Garcia-Lopez, Ana", "GARCIA LOPEZ, ANA"),
        ("Garcia-Lopez, Ana", "Lopez, Ana"),
        ("Garcia, Ana", "Garcia Lopez, Ana"),
        ("Lopez Garcia, Ana", "Garcia Lopez, Ana"),
        ("de la Cruz, Ana", "DELACRUZ, ANA"),
        ("Mc Donald, Ben", "McDonald, Ben"),
        ("St. John, Cora", "Saint John, Cora"),
        ("Smith Jr, John", "Smith, John"),
        ("Smith, John, , Jr.", "Smith Jr., John"),
        ("Smith III, John", "Smith, John"),
        ("Smith, J", "Smith, John"),
        ("Smith, J.", "Smith, John"),
        ("Smith, Mr. John", "Smith, John"),
        ("Smith, Wm", "Smith, William"),
        ("Smith, Mike", "Smith, Michael"),
        ("Perez, Ma. Elena", "Perez, Maria Elena"),
        ("Smith, Mary Ann", "Smith, Maryann"),
        ("Smith, Mary Ann", "Smith, Mary"),
        ("Smith, Mary", "Smith, Mary, Ann"),
        ("Smith, Mary A", "Smith, Mary, Ann"),
        ("Smith, Mary, A", "Smith, Mary, Ann"),
        ("Ó Súilleabháin, Seán", "O SUILLEABHAIN, SEAN"),
        ("Li, Wei", "LI, WEI"),
        ("O, Min", "O, Min"),
    ],
)
def test_these_agree(one, other):
    assert names_agree(name(one), name(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Reyes, Ana", "Ruiz, Ana"),
        ("Reyes, Ana", "Reyes, Ben"),
        ("Reyes, Juan", "Reyes, Juana"),
        ("Reyes, Paul", "Reyes, Paula"),
        ("Reyes, Ana", "Reyes, Anastasia"),
        ("Reyes, Bob", "Reyes, Robert"),
        ("Reyes, Maria Elena", "Reyes, Maria Luisa"),
        ("Smith, John, A", "Smith, John, B"),
        ("Smith, John, , Jr", "Smith, John, , Sr"),
        ("Smith Jr, John", "Smith Sr, John"),
        ("de la Cruz, Ana", "de la Torre, Ana"),
        ("Van Dyke, Ana", "Van Buren, Ana"),
        ("San Juan, Ana", "San Pedro, Ana"),
        ("Reyes, ", "Reyes, Ana"),
        ("Reyes, ", "Reyes, "),
        (", Ana", ", Ana"),
        (", Ana", "Reyes, Ana"),
        ("Reyes, .", "Reyes, Ana"),
        ("Reyes, 123", "Reyes, Ana"),
        ("Smith, , John", "Smith, John"),
    ],
)
def test_these_do_not(one, other):
    assert not names_agree(name(one), name(other))


letters = st.text(alphabet="abcdefgñéüABCÁ'-. ", max_size=12)
names = st.builds(PersonName, letters, letters, letters, st.sampled_from(["", "Jr", "Sr.", "III"]))
words = st.text(alphabet="abcdefghijklmnopqrstuvwxyzñé", min_size=2, max_size=12)


@given(names, names)
def test_the_order_does_not_matter(one, other):
    assert names_agree(one, other) == names_agree(other, one)


@given(words, words)
def test_a_name_agrees_with_itself_in_capitals_without_accents(last, first):
    plain = str.maketrans("ñé", "ne")
    loud = PersonName(last.upper(), first.translate(plain).upper())
    assert names_agree(PersonName(last, first), loud)


@given(words, words, words)
def test_different_first_letters_never_agree(last, first, other):
    plain = str.maketrans("ñé", "ne")
    if first[0].translate(plain) != other[0].translate(plain):
        assert not names_agree(PersonName(last, first), PersonName(last, other))


@given(words, words, words)
def test_wholly_different_last_names_never_agree(first, last, other):
    plain = str.maketrans("ñé", "ne")
    same = {"st": "saint", "sta": "santa", "jnr": "jr", "junior": "jr", "snr": "sr", "senior": "sr"}
    one, two = (same.get(each.translate(plain), each.translate(plain)) for each in (last, other))
    if one != two:
        assert not names_agree(PersonName(last, first), PersonName(other, first))
