"""Words meet across alphabets and spellings, and only where they should."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posgraph.searching.folding import folded, forms, skeleton, spellings, words

SAME = {
    "Зеленський": "Зеленский Zelenskyy Zelensky Zelenskiy Zelenskyi Zelens'kyy Zelenskij",
    "Київ": "Киев Kyiv Kiev KYIV",
    "Путін": "Путин Putin",
    "Донбас": "Донбасс Donbas Donbass",
    "Харків": "Харьков Kharkiv Kharkov",
    "Чернігів": "Чернигов Chernihiv Chernigov",
    "Львів": "Львов Lviv Lvov Lwów",
    "Луганськ": "Луганск Luhansk Lugansk",
    "Гостомель": "Ґостомель Hostomel Gostomel",
    "Єрмак": "Ермак Yermak Ermak Jermak",
    "Сергій": "Сергей Serhiy Serhii Sergey Sergei",
    "Соловйов": "Соловьёв Solovyov",
    "Запоріжжя": "Zaporizhzhia Zaporizhzhya",
    "Одеса": "Одесса Odesa Odessa",
    "Рябков": "Ryabkov Riabkov",
    "Жуков": "Zhukov Žukov",
    "об’єкт": "об'єкт обʼєкт обєкт",
    "ёлка": "елка Ёлка",
}
APART = [
    "hold gold",
    "war wow",
    "Київ Харків",
    "Kiev Kherson",
    "met meet",
    "Росія Russia",
    "Миколаїв Николаев",
    "800 8000",
]


def meet(one: str, other: str) -> bool:
    (a,), (b,) = words(one), words(other)
    return a.folded == b.folded or b.skeleton in spellings(a.skeleton)


@pytest.mark.parametrize("name", SAME)
def test_the_spellings_of_a_name_meet_whichever_is_asked_for(name: str) -> None:
    every = [name, *SAME[name].split()]
    latin = [one for one in every if one.isascii()]
    cyrillic = [one for one in every if one not in latin]
    assert all(meet(one, other) and meet(other, one) for one in cyrillic for other in every)


@pytest.mark.parametrize("pair", APART)
def test_different_words_stay_apart(pair: str) -> None:
    one, *others = pair.split()
    assert not any(meet(one, other) for other in others)


def test_latin_spellings_meet_without_a_cyrillic_one() -> None:
    assert meet("Kyiv", "Kiev")
    assert meet("Zelenskyy", "Zelensky")
    assert meet("Luhansk", "Lugansk")


def test_marks_cases_and_widths_fold() -> None:
    assert [folded(word) for word in ("Łódź", "STRASSE", "Straße", "ﬁne", "Київ", "и\u0306")] == [
        "łodz", "strasse", "strasse", "fine", "киів", "и",
    ]  # fmt: skip
    assert skeleton("łodz") == "lodz"


def test_words_know_where_they_stand() -> None:
    text = "«Лук’янівка», 800,000!"
    assert [text[word.start : word.end] for word in words(text)] == ["Лук’янівка", "800", "000"]


@settings(deadline=None)
@given(st.text())
def test_any_text_folds_into_words_that_fold_to_themselves(text: str) -> None:
    found = list(words(text))
    assert forms(text) == (" ".join(word.folded for word in found), " ".join(word.skeleton for word in found))
    for word in found:
        assert word.folded == folded(text[word.start : word.end])
        assert not set(word.folded + word.skeleton) & set(" \"*:{}()^+-'")
