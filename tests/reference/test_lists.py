"""The short lists: regions, ethnic categories, titles."""

from registry.names import fold
from registry.reference import ethnic, regions, titles


def test_seven_regions():
    assert len(regions.read()) == 7
    assert regions.name_of("Y63") == "North East and Yorkshire"
    assert regions.name_of("W00") == ""


def test_sixteen_categories_and_the_refusal_to_say():
    codes = [category.code for category in ethnic.read()]
    assert codes == [*"ABCDEFGHJKLMNPRSZ"]
    assert ethnic.NOT_KNOWN not in codes


def test_categories_by_group_keep_their_order():
    grouped = ethnic.groups()
    assert [len(members) for members in grouped.values()] == [3, 4, 4, 3, 2, 1]
    assert [c for members in grouped.values() for c in members] == list(ethnic.read())


def test_titles_are_folded_as_names_are():
    assert all(word == fold(word) != "" for words in titles.read().values() for word in words)
