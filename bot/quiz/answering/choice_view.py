"""Cards that ask which open question is meant; a text to it is kept in their buttons."""

from collections.abc import Mapping, Sequence

from bot.i18n.messages import say
from bot.quiz.answering.progress import Step
from bot.quiz.answering.text import clean
from bot.quiz.cards import Action, Card, Paragraph, shortened
from bot.quiz.model import Answer, Round
from bot.quiz.rounds.question_view import question_args
from content.schema import Language

Choice = tuple[Round, Step]


def which(language: Language, choices: Sequence[Choice], text: str) -> Card:
    """Return the card that asks which of these questions a text is meant for."""
    return _of_text(language, choices, text, say(language, "which-kept"))


def elsewhere(language: Language, choices: Sequence[Choice], text: str) -> Card:
    """Return the card that asks which other question a graded text was meant for."""
    return _of_text(language, choices, text, say(language, "which-graded"))


def go_on(language: Language, choices: Sequence[Choice], command: str) -> Card:
    """Return the card that asks at which of these questions to go on with a command."""
    return _choice(language, choices, say(language, "which-open"), command)


def switchable(language: Language, card: Card, round: Round, answer: Answer) -> Card:
    """Return a grade with a button that says that another question was meant."""
    switch = Action(
        label=say(language, "action-elsewhere"),
        command="answer elsewhere",
        args={"round": str(round.id), "answer": str(answer.id)},
    )
    return card.model_copy(update={"actions": (*card.actions, switch)})


def _of_text(language: Language, choices: Sequence[Choice], text: str, about: str) -> Card:
    card = _choice(language, choices, say(language, "which-title"), "answer", text=clean(text))
    quote = Paragraph(text=clean(text), style="quote")
    return card.model_copy(update={"blocks": (*card.blocks, quote), "footer": about})


def _choice(
    language: Language, choices: Sequence[Choice], title: str, command: str, **args: str
) -> Card:
    names = [say(language, "which-question", number=n) for n in range(1, len(choices) + 1)]
    asked = [
        Paragraph(text=f"{name} · {shortened(step.question.text[language])}")
        for name, (_, step) in zip(names, choices, strict=True)
    ]
    actions = [
        Action(
            label=name,
            command=command,
            args={**question_args(round, step.question), **args, **_in_time(round, args)},
            style="primary",
        )
        for name, (round, step) in zip(names, choices, strict=True)
    ]
    return Card(title=title, blocks=tuple(asked), actions=tuple(actions))


def _in_time(round: Round, args: Mapping[str, str]) -> dict[str, str]:
    """A text that was typed in time stays so while its member is asked what it is meant for."""
    return {"in_time": "yes"} if "text" in args and round.state.takes_points else {}
