"""Any card and any form, as odd as a view could make them."""

import string

from hypothesis import strategies as st

from bot.quiz.cards import (
    Action,
    Card,
    Column,
    Form,
    InputField,
    Meter,
    Option,
    Paragraph,
    Picture,
    Point,
    Table,
)
from tests.unit.platforms.drawing import TEXT
from tests.unit.platforms.sample_cards import HOSTILE

PIECES = st.sampled_from(
    [*"<>&*_`:@!| \n\t가1", "<!", "<@U1>", ":a:", " · ", "👨‍👩‍👧", "\x00", "문장 " * 80, "긴" * 900]
)
TEXTS = st.one_of(st.text(max_size=9), st.lists(PIECES, max_size=9).map("".join))
TIMES = st.sampled_from([1, 1, 1, 40])
COLUMNS = st.builds(Column, title=TEXTS, align=..., medals=...)
CELLS = st.one_of(TEXTS, st.sampled_from(["", "1", "2", "⋮", "412"]))
ROWS = st.lists(st.lists(CELLS, max_size=4).map(tuple), max_size=4)
BLOCKS = st.one_of(
    st.builds(Paragraph, text=TEXTS, style=...),
    st.builds(Point, mark=..., text=TEXTS, quote=st.none() | TEXTS, note=st.none() | TEXTS),
    st.builds(Meter, fraction=st.floats(0, 1), label=TEXTS),
    st.builds(Picture, media=TEXTS, alt=TEXTS),
    st.builds(
        Table,
        columns=st.lists(COLUMNS, max_size=4).map(tuple),
        rows=st.builds(lambda rows, times: tuple(rows) * times, ROWS, TIMES),
        highlight=st.none() | st.integers(0, 3),
    ),
)
ACTIONS = st.builds(
    Action,
    label=TEXTS,
    command=st.sampled_from(["answer", "hint", "demo"]),
    args=st.dictionaries(st.sampled_from("ab"), st.sampled_from("123")),
    style=...,
    disabled=...,
)
CARDS = st.builds(
    Card,
    title=TEXTS,
    blocks=st.builds(
        lambda blocks, times: tuple(blocks) * times, st.lists(BLOCKS, max_size=4), TIMES
    ),
    footer=TEXTS,
    actions=st.lists(ACTIONS, max_size=10).map(tuple),
)

ODD = ["", " \n", "<!channel>", ":smile:", "긴 말 " * 99, "가" * 5000, "\x00", HOSTILE]
WORDS = st.one_of(st.text(max_size=20), st.sampled_from(ODD))
NAMES = st.one_of(st.sampled_from("abc"), st.text(string.ascii_lowercase, min_size=1, max_size=9))
OPTIONS = st.builds(Option, value=NAMES, label=WORDS)
FIELDS = st.builds(
    InputField,
    name=NAMES,
    label=WORDS,
    kind=...,
    placeholder=WORDS,
    value=st.one_of(st.sampled_from(["a", "b,c", "a,,"]), WORDS),
    options=st.lists(OPTIONS, max_size=12, unique_by=lambda one: one.value).map(tuple),
    required=...,
    max_length=st.integers(0, 10**9),
    completes=st.sampled_from([None, "demo", "timezone", "demo-param"]),
)
FORMS = st.builds(
    Form,
    title=WORDS,
    command=st.just("answer"),
    intro=WORDS,
    fields=st.lists(FIELDS, max_size=4, unique_by=lambda field: field.name).map(
        lambda fields: (TEXT, *(field for field in fields if field.name != "text"))
    ),
    submit=WORDS,
    error=WORDS,
)
