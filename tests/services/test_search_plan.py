"""A search costs the same however many are registered: it begins with the words."""

from datetime import date

import pytest
from sqlalchemy import create_engine

from registry.db import Model
from registry.models.register import RegisterEntry, RegisterWord
from registry.services.search_rows import Filters, exact_question


@pytest.mark.parametrize("words", [("smith",), ("ann", "smith"), ("ann", "de", "smith")])
@pytest.mark.parametrize("filters", [Filters(), Filters(standing="active"), Filters(region="Y63")])
def test_sqlite_begins_with_the_words(words: tuple[str, ...], filters: Filters) -> None:
    engine = create_engine("sqlite://")
    tables = [Model.metadata.tables[each.__tablename__] for each in (RegisterEntry, RegisterWord)]
    question, values = exact_question((words,), date(2026, 11, 23), filters)
    filled = question.params(values)
    asked = filled.compile(engine, compile_kwargs={"literal_binds": True})
    with engine.connect() as connection:
        Model.metadata.create_all(connection, tables=tables)
        plan = connection.exec_driver_sql(f"explain query plan {asked}").all()
    engine.dispose()
    steps = [row.detail for row in plan]
    assert steps[0].startswith("SEARCH register_word"), steps
    assert "(word>? AND word<?)" in steps[0], steps
    assert "SEARCH register_entry USING INTEGER PRIMARY KEY (rowid=?)" in steps, steps
