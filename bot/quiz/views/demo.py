"""Cards of demos: the list, the running job, the result, and the form to try other values."""

from collections.abc import Mapping, Sequence

from bot.i18n.messages import say
from bot.quiz.cards import Action, Block, Card, Form, InputField, Meter, Option, Paragraph, Picture
from bot.quiz.ports import Demo, DemoParam, DemoRun
from content.schema import Language, ParamValue

MAX_LISTED = 25


def demo_list(language: Language, demos: Sequence[Demo]) -> Card:
    lines = [f"/demo {demo.name} — {demo.title[language]}" for demo in demos[:MAX_LISTED]]
    return Card(
        title=say(language, "demo-list-title"),
        blocks=tuple(Paragraph(text=line) for line in lines),
        footer=say(language, "demo-list-usage"),
        actions=(_pick_action(language),) if demos else (),
    )


def _pick_action(language: Language) -> Action:
    return Action(label=say(language, "action-pick-demo"), command="demo form", style="primary")


def running(language: Language, run: DemoRun) -> Card:
    """Return the card of a job that waits or runs."""
    waiting = run.state == "queued"
    detail = say(language, "demo-queued", position=run.position) if waiting else run.note
    return Card(
        title=f"⏳ {run.demo}",
        blocks=(Meter(fraction=run.fraction, label=detail),),
        actions=(
            Action(
                label=say(language, "action-cancel"), command="demo cancel", args={"job": run.job}
            ),
        ),
        tone="notice",
        passes=True,
    )


def done(language: Language, run: DemoRun) -> Card:
    """Return the result for the member who asked."""
    args = {"name": run.demo} | {k: _plain(v) for k, v in (run.params or {}).items()}
    return result(language, run).model_copy(
        update={
            "actions": (
                Action(label=say(language, "action-tune"), command="demo form", args=args),
                Action(
                    label=say(language, "action-share"),
                    command="demo share",
                    args={"job": run.job},
                ),
            )
        }
    )


def result(language: Language, run: DemoRun) -> Card:
    """Return the result as anyone may see it: picture, caption, and the numbers it ran with."""
    caption = run.caption[language] if run.caption else ""
    blocks: list[Block] = [
        Picture(media=media, alt=f"{run.demo}: {caption}"[:300]) for media in run.pictures
    ]
    blocks.append(Paragraph(text=caption))
    params = " ".join(f"{name}={_plain(value)}" for name, value in (run.params or {}).items())
    return Card(
        title=f"📈 {run.demo}",
        blocks=tuple(blocks),
        footer=f"{params} seed={run.seed}".strip(),
        tone="plain",
    )


def ended(language: Language, run: DemoRun) -> Card:
    """Return the card of a job that gave no result."""
    text = run.error[language] if run.error else say(language, f"demo-{run.state}")
    return Card(title=run.demo, blocks=(Paragraph(text=text),), tone="notice")


def pick_form(language: Language) -> Form:
    """Return the form that asks for a demo by name, and for values other than its own."""
    return Form(
        title=say(language, "demo-pick-title"),
        command="demo",
        fields=(
            InputField(
                name="name",
                label=say(language, "demo-pick-name"),
                placeholder="relu-curve-fit",
                max_length=48,
                completes="demo",
            ),
            InputField(
                name="settings",
                label=say(language, "demo-pick-settings"),
                placeholder="units=16",
                required=False,
                max_length=1000,
                completes="demo-param",
            ),
        ),
        submit=say(language, "demo-form-submit"),
    )


def tune_form(language: Language, demo: Demo, values: Mapping[str, str], error: str = "") -> Form:
    return Form(
        title=demo.title[language],
        command="demo",
        args={"name": demo.name},
        fields=tuple(_field(language, param, values) for param in demo.params),
        submit=say(language, "demo-form-submit"),
        error=error,
    )


def _field(language: Language, param: DemoParam, values: Mapping[str, str]) -> InputField:
    value = values.get(param.name, _plain(param.default))
    if param.type in ("choice", "bool"):
        choices = param.choices or ("true", "false")
        options = tuple(Option(value=choice, label=choice) for choice in choices)
        return InputField(
            name=param.name,
            label=param.title[language],
            kind="choice",
            options=options,
            value=value,
        )
    label = f"{param.title[language]} ({bounds(param)})"
    return InputField(name=param.name, label=label, value=value, max_length=32)


def bounds(param: DemoParam) -> str:
    if param.choices:
        return " | ".join(param.choices)
    low = "" if param.minimum is None else f"{param.minimum:g}"
    high = "" if param.maximum is None else f"{param.maximum:g}"
    return f"{low}–{high}" if low or high else param.type


def _plain(value: ParamValue) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def shared(language: Language, run: DemoRun, name: str) -> Card:
    """Return the result as it goes into the channel, naming who ran it."""
    card = result(language, run)
    credit = say(language, "demo-shared-by", name=name)
    args = {"name": run.demo} | {k: _plain(v) for k, v in (run.params or {}).items()}
    tune = Action(label=say(language, "action-tune"), command="demo form", args=args)
    return card.model_copy(update={"footer": f"{credit} · {card.footer}", "actions": (tune,)})
