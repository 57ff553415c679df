"""Cards of demos: the list, the running job, and the result."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from urllib.parse import urlencode

from bot.i18n.messages import say
from bot.quiz.cards import (
    Action,
    Block,
    Card,
    Code,
    Link,
    Meter,
    Paragraph,
    Picture,
)
from bot.quiz.demos.model import DemoRun, plain
from content.demo import DemoSpec, Preset
from content.schema import Language

PAGES = "/d"
AGAINST = "vs."


def demo_list(language: Language, demos: Sequence[DemoSpec]) -> Card:
    """Return all demos by topic."""
    blocks: list[Block] = []
    for topic, group in groupby(demos, key=lambda demo: demo.topic):
        if topic:
            blocks.append(Paragraph(text=topic[language], style="strong"))
        lines = [f"{demo.name} — {demo.title[language]}" for demo in group]
        blocks.append(Paragraph(text="\n".join(lines)))
    return Card(
        title=say(language, "demo-list-title"),
        blocks=tuple(blocks),
        footer=say(language, "demo-list-usage"),
        actions=(_pick_action(language),) if demos else (),
        link=_list_link(language),
    )


def unknown(language: Language, name: str, near: Sequence[DemoSpec]) -> Card:
    """Return what to do where no demo has this name: the ones that may be meant, and all."""
    said = "demo-unknown" if near else "error-unknown-demo"
    lines = [f"{demo.name} — {demo.title[language]}" for demo in near]
    blocks = [Paragraph(text=say(language, said, name=name))]
    if lines:
        blocks.append(Paragraph(text="\n".join(lines)))
    choices = [
        Action(label=demo.title[language], command="demo", args={"name": demo.name})
        for demo in near
    ]
    return Card(
        blocks=tuple(blocks),
        actions=(*choices, Action(label=say(language, "action-all-demos"), command="demo")),
        link=_list_link(language),
        tone="notice",
    )


def _list_link(language: Language) -> Link:
    return Link(label=say(language, "page-open"), path=f"{PAGES}/?lang={language}")


def _pick_action(language: Language) -> Action:
    return Action(label=say(language, "action-pick-demo"), command="demo form", style="primary")


def running(language: Language, run: DemoRun, title: str, part: tuple[int, int] = (0, 1)) -> Card:
    """Return the card of a job that waits or runs; `part` is which it is of how many."""
    waiting = run.state == "queued"
    detail = say(language, "demo-queued", position=run.position) if waiting else run.note
    before, count = part
    return Card(
        title=f"⏳ {title}" + (f" · {before + 1}/{count}" if count > 1 else ""),
        blocks=(Meter(fraction=(before + run.fraction) / count, label=detail),),
        actions=(
            Action(
                label=say(language, "action-cancel"), command="demo cancel", args={"job": run.job}
            ),
        ),
        tone="notice",
        passes=True,
    )


def title_of(language: Language, name: str, demo: DemoSpec | None) -> str:
    """Return what a demo is called; its name, where it is gone."""
    return demo.title[language] if demo else name


def done(language: Language, run: DemoRun, demo: DemoSpec | None, preset: str | None) -> Card:
    """Return the result for the member who asked; a preset says what to look for."""
    card = result(language, run, title_of(language, run.demo, demo))
    presets = demo.presets if demo else ()
    look = [Paragraph(text=p.look[language], style="strong") for p in presets if p.name == preset]
    *pictures, said = card.blocks
    actions = [
        *card.actions,
        _tune(language, run),
        *_opposite(language, run, presets, preset),
        Action(label=say(language, "action-code"), command="demo code", args={"job": run.job}),
        _share(language, run.job),
    ]
    blocks = (*pictures, *look, said)
    return card.model_copy(update={"blocks": blocks, "actions": tuple(actions)})


def _opposite(
    language: Language, run: DemoRun, presets: Sequence[Preset], preset: str | None
) -> list[Action]:
    """Offer values that are known to fail, or after those, ones that are known to work."""
    failed = any(one.name == preset and not one.works for one in presets)
    found = next((one for one in presets if one.works == failed), None)
    if found is None:
        return []
    args = {"name": run.demo, "settings": f"preset={found.name}"}
    return [Action(label=say(language, "action-opposite"), command="demo", args=args)]


def _tune(language: Language, run: DemoRun) -> Action:
    args = {"name": run.demo, **_values(run)}
    return Action(label=say(language, "action-tune"), command="demo form", args=args)


def _share(language: Language, job: str) -> Action:
    return Action(label=say(language, "action-share"), command="demo share", args={"job": job})


def result(language: Language, run: DemoRun, title: str) -> Card:
    """Return the result as anyone may see it: picture, takeaway, and the numbers it ran with.

    The rest of the caption waits behind a button.
    """
    return Card(
        title=f"📈 {title}",
        blocks=(*_pictures(language, run, title), Paragraph(text=_takeaway(language, run))),
        footer=_footer(run),
        link=_link(language, run),
        actions=_more(language, run),
        tone="plain",
    )


def _takeaway(language: Language, run: DemoRun) -> str:
    """Return the one sentence to take away, or all that is said of a result without one."""
    return run.headline[language] if run.headline else _caption(language, run)


def _more(language: Language, run: DemoRun) -> tuple[Action, ...]:
    if run.headline is None:
        return ()
    more = say(language, "action-more")
    return (Action(label=more, command="demo more", args={"job": run.job}),)


def details(language: Language, run: DemoRun, title: str) -> Card:
    """Return all that is said of a result, below its takeaway."""
    takeaway = Paragraph(text=_takeaway(language, run), style="strong")
    blocks = (takeaway, Paragraph(text=_caption(language, run)))
    return Card(title=f"📈 {title}", blocks=blocks, footer=_footer(run))


def _link(language: Language, run: DemoRun, against: Mapping[str, str] | None = None) -> Link:
    """Return the page on which a run can be gone on with; `against` is what another differs in."""
    other = {f"{AGAINST}{name}": value for name, value in (against or {}).items()}
    query = urlencode({**_values(run), **other, "lang": language})
    return Link(label=say(language, "page-open"), path=f"{PAGES}/{run.demo}?{query}")


def compared(language: Language, runs: Sequence[DemoRun], title: str) -> Card:
    """Return two results side by side, each named by the values in which they differ."""
    names = [_written(_differing(run, runs)) for run in runs]
    blocks: list[Block] = [
        picture
        for name, run in zip(names, runs, strict=True)
        for picture in _pictures(language, run, f"{title} · {name}")
    ]
    for name, run in zip(names, runs, strict=True):
        blocks.append(Paragraph(text=name, style="strong"))
        blocks.append(Paragraph(text=_takeaway(language, run)))
    return Card(
        title=f"📈 {title} · {' vs '.join(names)}",
        blocks=tuple(blocks),
        footer=" · ".join([runs[0].demo, *(f"#{run.job}" for run in runs)]),
        link=_link(language, runs[0], _differing(runs[-1], runs)),
        actions=(
            _tune(language, runs[-1]),
            _share(language, ",".join(run.job for run in runs)),
        ),
    )


def _values(run: DemoRun) -> dict[str, str]:
    """Return all that a run was given, its seed among it."""
    return {name: plain(value) for name, value in (run.params or {}).items()} | {
        "seed": str(run.seed)
    }


def _differing(run: DemoRun, runs: Sequence[DemoRun]) -> dict[str, str]:
    """Return the values that not all runs have, or all of them where none differs."""
    own, others = _values(run), [_values(one) for one in runs]
    return {k: v for k, v in own.items() if any(other.get(k) != v for other in others)} or own


def _written(values: Mapping[str, str]) -> str:
    return " ".join(f"{name}={value}" for name, value in values.items())


def _footer(run: DemoRun) -> str:
    return f"{run.demo} {_written(_values(run))} · #{run.job}"


def _pictures(language: Language, run: DemoRun, title: str) -> list[Picture]:
    """Return the pictures, told to those who don't see them."""
    alt = f"{title}: {run.alt[language]}" if run.alt else title
    return [Picture(media=media, alt=alt) for media in run.pictures]


def _caption(language: Language, run: DemoRun) -> str:
    return run.caption[language] if run.caption else ""


def script(language: Language, run: DemoRun, title: str, code: str) -> Card:
    """Return the code that repeats a run."""
    return Card(
        title=f"🐍 {title}",
        blocks=(
            Paragraph(text=say(language, "demo-code-intro")),
            Code(text=code, name=f"{run.demo}.py"),
        ),
        footer=_footer(run),
    )


def ended(language: Language, run: DemoRun, title: str) -> Card:
    """Return the card of a job that gave no result."""
    text = run.error[language] if run.error else say(language, f"demo-{run.state}")
    return Card(title=title, blocks=(Paragraph(text=text),), tone="notice")


def shared(language: Language, runs: Sequence[DemoRun], title: str, name: str) -> Card:
    """Return one result, or two compared, as it goes into the channel, naming who ran it."""
    alone = len(runs) == 1
    card = result(language, runs[0], title) if alone else compared(language, runs, title)
    credit = say(language, "demo-shared-by", name=name)
    update = {"footer": f"{credit} · {card.footer}", "actions": (_tune(language, runs[-1]),)}
    return card.model_copy(update=update)
