"""Cards of predictions: the question to a channel, a member's own guess, and who was right."""

from collections.abc import Sequence

from bot.i18n.messages import say
from bot.quiz.cards import Action, Block, Card, Paragraph
from bot.quiz.demos import view as demo_views
from bot.quiz.demos.model import DemoRun
from bot.quiz.predictions.model import POINTS, Guess, Prediction
from content.demo import DemoSpec, PredictionQuestion
from content.schema import Language


def question(
    language: Language, demo: DemoSpec, prediction: PredictionQuestion, asked: Prediction
) -> Card:
    """Return what a channel is asked, with a button for each choice and one that runs the demo.

    Once that has run there is nothing left to press.
    """
    title = f"🔮 {demo.title[language]}"
    ask = Paragraph(text=prediction.ask[language], style="strong")
    if asked.outcome:
        return Card(title=title, blocks=(ask,), footer=say(language, "prediction-told"))
    args = {"prediction": str(asked.id)}
    choices = [
        Action(label=text[language], command="prediction guess", args=args | {"choice": choice})
        for choice, text in prediction.choices.items()
    ]
    run = Action(
        label=say(language, "action-prediction-run"),
        command="prediction run",
        args=args,
        style="primary",
    )
    how = say(language, "prediction-known" if asked.is_known else "prediction-how", points=POINTS)
    return Card(title=title, blocks=(ask,), footer=how, actions=(*choices, run))


def posted(language: Language) -> Card:
    return Card(title=say(language, "prediction-posted"))


def guessed(language: Language, choice: str) -> Card:
    """Return what a member chose, as only they see it."""
    return Card(
        title=say(language, "prediction-kept"),
        blocks=(Paragraph(text=choice, style="quote"),),
        footer=say(language, "prediction-may-change"),
    )


def result_posted(language: Language) -> Card:
    return Card(title=say(language, "prediction-told"))


def reveal(
    language: Language, run: DemoRun, demo: DemoSpec, outcome: str, guesses: Sequence[Guess]
) -> Card:
    """Return what the demo showed, who had guessed it, and how many chose what."""
    assert demo.prediction
    choices = demo.prediction.choices
    right = [guess.name for guess in guesses if guess.choice == outcome]
    counts = " · ".join(
        f"{text[language]} {sum(guess.choice == choice for guess in guesses)}"
        for choice, text in choices.items()
    )
    blocks: list[Block] = [Paragraph(text=demo.prediction.ask[language], style="muted")]
    if outcome in choices:
        blocks.append(Paragraph(text=f"✅ {choices[outcome][language]}", style="strong"))
    blocks.append(Paragraph(text=_right(language, right, len(guesses))))
    blocks.append(Paragraph(text=counts, style="muted"))
    card = demo_views.result(language, run, demo.title[language])
    shown = {"title": f"🔮 {demo.title[language]}", "blocks": (*blocks, *card.blocks)}
    return card.model_copy(update=shown)


def _right(language: Language, names: Sequence[str], count: int) -> str:
    if not names:
        return say(language, "prediction-nobody", count=count)
    return say(language, "prediction-right", names=", ".join(names), right=len(names), count=count)
