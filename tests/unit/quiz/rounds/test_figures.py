"""Figures on the cards of questions that refer to one."""

from dataclasses import replace

import pytest

from bot.i18n.messages import say
from bot.quiz.answering.progress import Step
from bot.quiz.cards import Card, Paragraph, Picture
from bot.quiz.rounds import question_view as views
from content.schema import LANGUAGES, Bilingual, Language, Question
from tests.samples import GENERAL
from tests.unit.platforms.sample_cards import MAINS, NOW, a_round

MEDIA = "0123.png"


def asking(figure: str | None) -> Question:
    lead = Bilingual(ko="그래서", en="So")
    return MAINS[0].model_copy(update={"figure": figure, "lead": lead, "follow_ups": ()})


def board(language: Language, main: Question, figure: str | None) -> Card:
    channel = replace(GENERAL, language=language)
    return views.board(channel, a_round(main), main, 0, NOW, figure)


def follow_up(language: Language, question: Question, figure: str | None) -> Card:
    return views.follow_up(language, a_round(MAINS[0]), Step(question, 1, 2), figure)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("card_of", [board, follow_up])
def test_the_figure_follows_the_question_and_is_told_in_words(card_of, language) -> None:  # type: ignore[no-untyped-def]
    question = asking("word2vec-network")
    *_, text, picture = card_of(language, question, MEDIA).blocks
    assert text == Paragraph(text=question.text[language], style="strong")
    assert picture == Picture(media=MEDIA, alt=say(language, "figure-word2vec-network"))


@pytest.mark.parametrize("card_of", [board, follow_up])
@pytest.mark.parametrize(
    ("figure", "media"), [("word2vec-network", None), (None, MEDIA), (None, None)]
)
def test_without_a_figure_there_is_no_picture(card_of, figure, media) -> None:  # type: ignore[no-untyped-def]
    blocks = card_of("ko", asking(figure), media).blocks
    assert not any(isinstance(block, Picture) for block in blocks)


def test_a_figure_nobody_has_described_is_called_by_its_name() -> None:
    assert board("en", asking("loss-landscape"), MEDIA).blocks[-1] == Picture(
        media=MEDIA, alt="loss landscape"
    )
