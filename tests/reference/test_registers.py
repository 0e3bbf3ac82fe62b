"""Numbers of other professional bodies: what is read, what is refused."""

import pytest

from registry.reference import registers

HCPC = ["AS", "BS", "CH", "CS", "DT", "HAD", "ODP", "OR", "OT", "PA", "PH", "PO", "PYL", "RA", "SL"]


@pytest.mark.parametrize(
    ("key", "typed", "number"),
    [
        ("gmc", "1234567", "1234567"),
        ("gmc", " 12 345 67 ", "1234567"),
        ("gmc", "C1234567", "1234567"),
        ("gmc", "c1234567", "1234567"),
        ("nmc", "12a3456e", "12A3456E"),
        ("nmc", "12A 3456 E", "12A3456E"),
        ("hcpc", "ph-123456", "PH123456"),
        ("hcpc", "PYL 1", "PYL1"),
        ("hcpc", "PH001234", "PH001234"),
        ("gdc", "12345", "12345"),
        ("gdc", "123456", "123456"),
        ("gphc", "2012345", "2012345"),
        ("gphc", "5012345", "5012345"),
        ("goc", "01-12345", "01-12345"),
        ("goc", "01\u201312345", "01-12345"),
        ("goc", "0112345", "01-12345"),
        ("goc", "01 12345", "01-12345"),
        ("swe", "sw 12345", "SW12345"),
        ("gmc", "\uff11234567", "1234567"),
    ],
)
def test_numbers_are_put_into_the_form_of_their_body(key, typed, number):
    assert registers.normalise(key, typed) == number
    assert registers.valid(key, typed)


@pytest.mark.parametrize("code", HCPC)
@pytest.mark.parametrize("digits", ["1", "123456"])
def test_every_profession_of_the_hcpc(code, digits):
    assert registers.valid("hcpc", code + digits)


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        ("gmc", "123456"),
        ("gmc", "12345678"),
        ("gmc", "C123456"),
        ("gmc", "D1234567"),
        ("gmc", "CC1234567"),
        ("nmc", "12A34567"),
        ("nmc", "1A23456E"),
        ("nmc", "12A3456E1"),
        ("hcpc", "PH"),
        ("hcpc", "PH1234567"),
        ("hcpc", "XX123456"),
        ("hcpc", "HA123456"),
        ("hcpc", "123456"),
        ("gdc", "1234"),
        ("gdc", "1234567"),
        ("gphc", "1012345"),
        ("gphc", "201234"),
        ("goc", "01"),
        ("goc", "01-123"),
        ("goc", "AB-12345"),
        ("swe", "12345"),
        ("swe", "SW"),
        ("gmc", ""),
        ("gmc", "١٢٣٤٥٦٧"),
    ],
)
def test_what_does_not_have_the_form_is_refused(key, typed):
    assert not registers.valid(key, typed)


@pytest.mark.parametrize("key", registers.read())
def test_every_example_is_one(key):
    register = registers.read()[key]
    assert registers.valid(key, register.example)
    assert registers.normalise(key, register.example) == register.example
    assert register.title
    assert register.hint


def test_an_unknown_body_is_an_error():
    with pytest.raises(KeyError):
        registers.valid("sra", "123456")
