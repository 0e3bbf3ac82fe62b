"""The list of trusts: names a person would write, codes and dates that hold."""

from datetime import date

import pytest

from registry.reference import organisations, regions

BY_CODE = {record.code: record for record in organisations.read()}


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("R0A", "Manchester University NHS Foundation Trust"),
        ("RBS", "Alder Hey Children's NHS Foundation Trust"),
        ("RCX", "The Queen Elizabeth Hospital, King's Lynn, NHS Foundation Trust"),
        ("RJ1", "Guy's and St Thomas' NHS Foundation Trust"),
        ("RTD", "The Newcastle upon Tyne Hospitals NHS Foundation Trust"),
        ("RXY", "Kent and Medway NHS and Social Care Partnership Trust"),
        ("RP4", "Great Ormond Street Hospital for Children NHS Foundation Trust"),
    ],
)
def test_names_read_as_people_write_them(code, name):
    assert BY_CODE[code].name == name


def test_every_record_is_whole():
    assert len(BY_CODE) == len(organisations.read()) == 215
    assert {record.region for record in BY_CODE.values()} == set(regions.read())
    assert all(record.code.isalnum() and record.icb.startswith("Q") for record in BY_CODE.values())


def test_names_are_in_order_and_only_once():
    names = [record.name for record in organisations.read()]
    assert names == sorted(set(names))


def test_a_closed_trust_is_known_with_its_last_day():
    poole = BY_CODE["RD3"]
    assert poole.open_on(date(2020, 9, 30))
    assert not poole.open_on(date(2020, 10, 1))
    assert not BY_CODE["R0A"].open_on(date(2017, 9, 30))
