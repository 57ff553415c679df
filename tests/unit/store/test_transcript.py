from dataclasses import replace
from datetime import timedelta

import pytest

from bot.quiz.cards import Action, Card, Meter, Paragraph
from bot.quiz.model import ChannelId, MemberId, MessageId
from bot.quiz.transcript import Author, Posting
from bot.store.errors import UnknownReference
from bot.store.transcript import SqlTranscript
from tests.databases import BACKENDS, database_of
from tests.samples import NOON

BOT = Author("bot", "quizmaster")
GENERAL, RANDOM = ChannelId("web:general"), ChannelId("web:random")
MINA, JUN = MemberId("web:mina"), MemberId("web:jun")
CARD = Card(
    title="오늘의 질문",
    blocks=(Paragraph(text="Why softmax? 🙂", style="strong"), Meter(fraction=0.4, label="40%")),
    actions=(Action(label="답하기", command="answer", args={"round": "1"}, style="primary"),),
    tone="notice",
)
OTHER = Card(title="changed")


class TickingClock:
    """A clock on which each look is a second later than the one before."""

    def __init__(self):
        self.looks = -1

    def now(self):
        self.looks += 1
        return NOON + timedelta(seconds=self.looks)


@pytest.fixture(params=BACKENDS)
async def transcript(request, tmp_path):
    async with database_of(request.param, tmp_path) as database:
        yield SqlTranscript(database, TickingClock())


async def said(transcript, text, only=None, channel=GENERAL):
    posting, _ = await transcript.put(channel, None, only, BOT, Card(title=text), None)
    return posting


async def test_message_comes_back_as_it_was_put(transcript):
    author = Author("web:mina", "민아")
    posting, is_new = await transcript.put(GENERAL, MessageId("7"), MINA, author, CARD, "answer:1")
    assert is_new
    assert posting == Posting(
        id=posting.id,
        channel=GENERAL,
        thread=MessageId("7"),
        only=MINA,
        author=author,
        key="answer:1",
        card=CARD,
        at=NOON,
        edited_at=None,
    )
    assert await transcript.by_key(GENERAL, "answer:1") == posting


async def test_known_key_replaces_the_card_and_adds_no_message(transcript):
    first, _ = await transcript.put(GENERAL, None, None, BOT, CARD, "round:1")
    again, is_new = await transcript.put(GENERAL, None, None, BOT, OTHER, "round:1")
    assert not is_new
    assert again == replace(first, card=OTHER, edited_at=NOON + timedelta(seconds=1))
    assert await transcript.visible(GENERAL, MINA) == [again]


async def test_key_belongs_to_its_channel(transcript):
    here, _ = await transcript.put(GENERAL, None, None, BOT, CARD, "round:1")
    there, is_new = await transcript.put(RANDOM, None, None, BOT, OTHER, "round:1")
    assert is_new
    assert await transcript.by_key(GENERAL, "round:1") == here
    assert await transcript.by_key(RANDOM, "round:1") == there
    assert await transcript.by_key(GENERAL, "round:2") is None


async def test_messages_without_key_are_all_new_and_replaced_by_their_ids(transcript):
    first, second = await said(transcript, "a", only=MINA), await said(transcript, "a", only=MINA)
    changed = await transcript.replace(second.id, OTHER)
    assert changed == replace(second, card=OTHER, edited_at=NOON + timedelta(seconds=2))
    assert first.key is None
    assert await transcript.visible(GENERAL, MINA) == [first, changed]


@pytest.mark.parametrize("message", ["987654", "no number", "", "9" * 30])
async def test_replacing_an_unknown_message_is_refused(transcript, message):
    await said(transcript, "a")
    with pytest.raises(UnknownReference, match=f"there is no message '{message}'"):
        await transcript.replace(MessageId(message), OTHER)


async def test_member_sees_public_and_own_private_messages_of_the_channel(transcript):
    await said(transcript, "public")
    await said(transcript, "for mina", only=MINA)
    await said(transcript, "for jun", only=JUN)
    await said(transcript, "elsewhere", channel=RANDOM)

    async def titles(member):
        return [posting.card.title for posting in await transcript.visible(GENERAL, member)]

    assert await titles(MINA) == ["public", "for mina"]
    assert await titles(JUN) == ["public", "for jun"]


async def test_latest_messages_are_given_oldest_first(transcript):
    for text in "abcde":
        await said(transcript, text)
    latest = await transcript.visible(GENERAL, MINA, limit=3)
    assert [posting.card.title for posting in latest] == ["c", "d", "e"]
