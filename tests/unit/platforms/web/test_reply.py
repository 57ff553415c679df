import pytest

from bot.platforms.web.chat import WebChat
from bot.platforms.web.identity import member
from bot.platforms.web.reply import WebReply
from bot.quiz.cards import Card, Form, InputField, Paragraph
from bot.quiz.dispatch import notice
from bot.quiz.errors import StoreAway
from bot.quiz.model import ChannelId, EventId, Invocation, MemberId
from bot.quiz.transcript import Posting
from tests.fakes_chat import InMemoryTranscript
from tests.uploads import NO_UPLOADS

STUDY = ChannelId("web:study")
MINA = member("민지", "ko")
ALEX = MemberId("web:alex")
CARD = Card(title="72점")
FORM = Form(title="답하기", command="answer", fields=(), submit="보내기")


class FakeDialog:
    """A form dialog that writes down what happened to it."""

    def __init__(self, is_there: bool = True) -> None:
        self.happened: list[str] = []
        self._is_there = is_there

    def open(self, form: Form) -> bool:
        self.happened.append(f"open {form.title}")
        return self._is_there

    def refuse(self, sentence: str) -> bool:
        self.happened.append(f"refuse {sentence}")
        return self._is_there

    def finish(self) -> None:
        self.happened.append("finish")

    def tell(self, sentence: str) -> None:
        self.happened.append(f"tell {sentence}")


class Scene:
    """One invocation of 민지's and what everyone can see of it."""

    def __init__(self, said: str = "", is_form: bool = False, is_there: bool = True) -> None:
        self.chat = WebChat(InMemoryTranscript(), NO_UPLOADS)
        self.dialog = FakeDialog(is_there)
        self._invocation = Invocation(EventId("web:1"), MINA, STUDY, "answer")
        self.reply = self.again(said, is_form)

    def again(self, said: str = "", is_form: bool = False) -> WebReply:
        return WebReply(self.chat, self._invocation, self.dialog, said, is_form)

    async def seen(self, member: MemberId = MINA.id) -> list[str]:
        postings = await self.chat.history(STUDY, member)
        return [f"{posting.author.name}: {_words(posting.card)}" for posting in postings]


def _words(card: Card) -> str:
    first = card.blocks[0] if card.blocks else None
    return card.title or (first.text if isinstance(first, Paragraph) else "")


async def test_cards_are_private_and_the_second_replaces_the_first() -> None:
    scene = Scene()
    await scene.reply.show(notice("채점하고 있어요."))
    assert await scene.seen() == ["quizmaster: 채점하고 있어요."]
    await scene.reply.show(CARD)
    assert await scene.seen() == ["quizmaster: 72점"]
    assert await scene.seen(ALEX) == []


async def test_answer_takes_the_place_of_the_message_it_came_from() -> None:
    scene = Scene()
    await scene.reply.show(CARD)
    [old] = await scene.chat.history(STUDY, MINA.id)
    again = scene.again()
    again.take_over(old.id)
    await again.show(Card(title="순위"))
    assert await scene.seen() == ["quizmaster: 순위"]


async def test_known_key_replaces_instead_of_adding() -> None:
    scene = Scene()
    await scene.reply.show(notice("나중에 채점할게요."), "answer:1")
    await scene.again().show(CARD, "answer:1")
    assert await scene.seen() == ["quizmaster: 72점"]


async def test_own_words_come_at_once_before_the_answer_and_once() -> None:
    scene = Scene(said="/leaderboard")
    await scene.reply.begin()
    assert await scene.seen() == ["민지: /leaderboard"]
    await scene.reply.show(CARD)
    await scene.reply.show(CARD)
    await scene.again(said="/leaderboard").show(CARD)
    assert await scene.seen() == ["민지: /leaderboard", "quizmaster: 72점"]
    assert await scene.seen(ALEX) == []


async def test_own_words_that_could_not_be_kept_are_shown_the_next_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scene = Scene(said="/leaderboard")

    async def away(*args: object) -> Posting:
        raise StoreAway("locked")

    with monkeypatch.context() as patch:
        patch.setattr(scene.chat, "write", away)
        with pytest.raises(StoreAway):
            await scene.reply.begin()
    await scene.reply.begin()
    assert await scene.seen() == ["민지: /leaderboard"]


async def test_sent_form_is_echoed_and_closed_once_it_is_taken() -> None:
    scene = Scene(said="내 답", is_form=True)
    await scene.reply.begin()
    assert await scene.seen() == []
    await scene.reply.show(CARD)
    await scene.reply.show(CARD)
    assert await scene.seen() == ["민지: 내 답", "quizmaster: 72점"]
    assert scene.dialog.happened == ["finish"]


async def test_notice_with_a_key_is_an_answer_not_a_refusal() -> None:
    scene = Scene(is_form=True)
    await scene.reply.show(notice("답을 저장했고 지금 채점하고 있어요."), "answer:1")
    assert scene.dialog.happened == ["finish"]


@pytest.mark.parametrize(
    ("is_there", "seen"),
    [(True, []), (False, ["민지: 너무 긴 답", "quizmaster: 답이 너무 길어요."])],
)
async def test_refused_form_stays_open_and_leaves_no_trace_unless_it_was_closed(
    is_there: bool, seen: list[str]
) -> None:
    scene = Scene(said="너무 긴 답", is_form=True, is_there=is_there)
    await scene.reply.show(notice("답이 너무 길어요."))
    scene.reply.end()
    assert scene.dialog.happened == ["refuse 답이 너무 길어요."]
    assert await scene.seen() == seen


@pytest.mark.parametrize(("is_asked", "happened"), [(True, "open 답하기"), (False, "finish")])
async def test_form_without_any_answer_closes_at_the_end_unless_it_is_asked_again(
    is_asked: bool, happened: str
) -> None:
    scene = Scene(is_form=True)
    if is_asked:
        await scene.reply.ask(FORM)
    scene.reply.end()
    assert scene.dialog.happened == [happened]


async def test_form_that_cannot_be_asked_again_is_offered_with_what_was_typed() -> None:
    scene = Scene(is_form=True, is_there=False)
    field = InputField(name="text", label="답", kind="paragraph", value="너무 긴 답")
    again = Form(
        title="답하기", command="answer", fields=(field,), submit="보내기", error="길어요."
    )
    await scene.reply.ask(again)
    scene.reply.end()
    [posting] = await scene.chat.history(STUDY, MINA.id)
    shown = [block.text for block in posting.card.blocks if isinstance(block, Paragraph)]
    assert shown == ["길어요.", "너무 긴 답"]
    assert [action.command for action in posting.card.actions] == ["answer"]
    assert scene.dialog.happened == ["open 답하기"]
