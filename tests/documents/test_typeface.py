import pytest

from registry.documents.typeface import (
    NameNotPrintable,
    family,
    legible,
    require_printable,
    set_name,
    unprintable,
)

SIZES = (50, 40, 30, 20, 16)


@pytest.mark.parametrize(
    ("name", "face"),
    [
        ("Al Li", "serif"),
        ("Siân Ŵyn Llŷr-Gruffydd", "serif"),
        ("Ździsława Łączyńska-Żółć", "serif"),
        ("Şükrü İğdır Çağlayan", "serif"),
        ("Μαρία Παπαδοπούλου", "serif"),
        ("Ђорђе Їжакевич", "serif"),
        ("Nguyễn Thị Hồng Ưu", "serif"),
        ("Ọlájùmọ̀kẹ́ Adébáyọ̀", "serif"),
        ("Siobhán O’Neill", "serif"),
        ("Máret Ánne Gáŋŋa", "sans"),
        ("Se\u0301amus", "serif"),
    ],
)
def test_names_of_many_alphabets_are_written(name, face):
    assert unprintable(name) == ()
    assert family(name) == face


@pytest.mark.parametrize(
    ("name", "missing"),
    [("李 Li", ("李",)), ("عربي", ("ع", "ر", "ب", "ي")), ("Ann 🙂\x07", ("🙂", "\x07"))],
)
def test_letters_no_font_holds_are_named(name, missing):
    with pytest.raises(NameNotPrintable, match=f"U\\+{ord(missing[0]):04X}") as refused:
        require_printable("Ann", name)
    assert refused.value.characters == missing
    assert refused.value.text == name


def test_on_evidence_a_missing_letter_becomes_its_number():
    assert legible("李\u200d Li") == "[U+674E] Li"


@pytest.mark.parametrize(
    ("name", "lines", "size"),
    [
        ("Al Li", ("Al Li",), 50),
        ("Maria Theresia Featherstonehaugh", ("Maria Theresia", "Featherstonehaugh"), 40),
        (
            "The Right Honourable Professor Dame Maria-Theresia Wojciechowska-Featherstonehaugh",
            (
                "The Right Honourable",
                "Professor Dame Maria-Theresia",
                "Wojciechowska-Featherstonehaugh",
            ),
            20,
        ),
    ],
)
def test_a_name_is_set_large_in_few_even_lines(name, lines, size):
    setting = set_name(name, width=360, sizes=SIZES)
    assert setting.lines == lines
    assert setting.size == size


def test_a_name_is_broken_at_its_hyphen_only_when_it_must_be():
    assert set_name("Wojciechowska-Featherstonehaugh", width=160, sizes=SIZES).lines == (
        "Wojciechowska-",
        "Featherstonehaugh",
    )


def test_a_name_that_cannot_be_broken_is_set_small():
    assert set_name("x" * 200, width=360, sizes=SIZES) == (("x" * 200,), 16)
