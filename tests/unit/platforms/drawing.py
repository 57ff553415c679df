"""What is drawn on every platform, and what is seen of a form there."""

from dataclasses import dataclass
from typing import Any

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
from bot.quiz.rounds.settings_view import (
    Offer,
    decks_form,
    questions_form,
    settings_form,
    values_of,
)
from content.schema import Language
from tests.samples import GENERAL

TEXT = InputField(name="text", label="내 답", kind="paragraph", max_length=4000)
TOPICS = tuple(Option(value=f"topic-{n}", label=f"주제 {n}") for n in range(140))
ONE = InputField(name="one", label="주제", kind="choice", options=TOPICS[:3], value="topic-1")
SEVERAL = ONE.model_copy(update={"kind": "choices", "value": "topic-0,topic-2"})


@dataclass(frozen=True)
class Box:
    """A field of an open form."""

    label: str
    is_required: bool
    value: str = ""
    is_large: bool = False
    max_length: int = 0
    chosen: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()


PARAGRAPH = "\n 한 줄\n \n\n\n# 둘\n"
EVERYTHING = Card(
    title="🧠 오늘의 질문 · 2026-11-20 · 난이도 ★★★☆☆ · 활성화 함수",
    blocks=(
        Paragraph(text=PARAGRAPH),
        Paragraph(text=PARAGRAPH, style="strong"),
        Paragraph(text=PARAGRAPH, style="quote"),
        Paragraph(text=PARAGRAPH, style="muted"),
        Point(mark="met", text="계산이 싸요", quote="exp가 *없어서*"),
        Point(mark="missed", text="포화돼요", note="아직"),
        Point(mark="wrong", text="반대", quote="평균이 0", note="0 이상이라"),
        Meter(fraction=0.5, label="4명 중 2명"),
        Picture(media="gone.png", alt="손실 곡선"),
        Table(columns=(Column(title="이름"),), rows=(("민지",), ("나",)), highlight=1),
    ),
    footer="끝\n이에요",
    actions=(Action(label="답하기", command="answer"), Action(label="힌트", command="hint")),
)


def id_of(action: Action) -> str:
    return f"qm:{action.command}:{sorted(action.args.items())}"[:100]


def actions(count: int) -> tuple[Action, ...]:
    return tuple(Action(label=f"{n}", command=f"demo {n}") for n in range(count))


def card_of(*blocks: Any, **more: Any) -> Card:
    return Card(blocks=blocks, **more)


def everywhere(text: str) -> Card:
    """Return a card that says one thing wherever somebody else's words may stand."""
    table = Table(columns=(Column(title=text),), rows=((text,),), highlight=0)
    return card_of(
        Paragraph(text=text),
        Paragraph(text=text, style="strong"),
        Paragraph(text=text, style="quote"),
        Paragraph(text=text, style="muted"),
        Point(mark="wrong", text=text, quote=text, note=text),
        Meter(fraction=0.5, label=text),
        Picture(media="gone", alt=text),
        table,
        table,
        title=text,
        footer=text,
    )


def form_of(*fields: InputField, **more: Any) -> Form:
    given = {"title": "양식", "command": "answer", "submit": "보내기"} | more
    return Form(fields=fields, **given)


def changed(field: InputField, **changes: Any) -> InputField:
    return field.model_copy(update=changes)


def settings(language: Language, decks: int, error: str = "", field: str = "") -> Form:
    """Return the form of a channel's settings where there are so many decks to choose from."""
    offer = Offer([], {f"deck-{number}": False for number in range(decks)})
    return settings_form(language, values_of(GENERAL), offer).refused(error, field)


def deck_choice(language: Language, decks: int) -> Form:
    """Return the form that asks for the decks of a channel alone, among so many."""
    offer = Offer([], {f"deck-{number}": False for number in range(decks)})
    return decks_form(language, values_of(GENERAL), offer)


def questions(language: Language, topics: int) -> Form:
    """Return the form of what is asked where there are so many topics to choose from."""
    offer = Offer([topic.value for topic in TOPICS[:topics]], {})
    return questions_form(language, values_of(GENERAL), offer)
