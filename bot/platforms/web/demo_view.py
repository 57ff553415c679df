"""What the page of a demo is told: the demo with its words, and a run as it stands."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from bot.i18n.messages import say
from bot.quiz.demos.form_view import bounds
from bot.quiz.demos.model import DemoRun, plain
from bot.quiz.demos.presets import called
from bot.quiz.demos.view import AGAINST
from content.demo import DemoSpec, ParamSpec
from content.schema import Language, ParamValue

SEED = "seed"
WORDS = (
    *("more-params", "seed", "dice", "presets", "reset", "run", "running", "compare", "alone"),
    *("caption-more", "copy", "copied", "download-code", "download-picture", "link", "picture"),
    *("plot", "numbers", "play", "pause", "frame", "done", "works", "fails"),
    *("away", "lost", "gone"),
)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")

Json = dict[str, Any]


def demo(spec: DemoSpec, language: Language) -> Json:
    """Return what a page needs to draw the values of a demo."""
    return {
        "name": spec.name,
        "title": spec.title[language],
        "language": language,
        "params": [_param(param, language) for param in spec.params],
        "presets": [
            {
                "name": preset.name,
                "title": called(language, spec, preset),
                "works": preset.works,
                "look": preset.look[language],
                "params": written(preset.params),
            }
            for preset in spec.presets
        ],
        "words": {
            **{word: say(language, f"page-{word}") for word in WORDS},
            "sides": [say(language, "page-side", side=side) for side in "AB"],
            "figure": say(language, "page-figure", title="{title}"),
            "cut": say(language, "page-cut", shown="{shown}", all="{all}"),
        },
    }


def unknown(asked: Mapping[str, str], spec: DemoSpec) -> list[str]:
    """Return what an address asks of a demo that it doesn't have."""
    own = {SEED, *(param.name for param in spec.params)}
    known = {*own, *(f"{AGAINST}{name}" for name in own), "lang", "job"}
    presets = {preset.name for preset in spec.presets}
    names = [name for name in asked if name not in known and name != "preset"]
    preset = asked.get("preset")
    return names if preset is None or preset in presets else [*names, f"preset={preset}"]


def _param(param: ParamSpec, language: Language) -> Json:
    fields = param.model_dump(exclude={"title", "default"}, exclude_none=True)
    if param.type in ("ints", "floats"):
        fields["hint"] = bounds(language, param)
    return {**fields, "title": param.title[language], "default": plain(param.default)}


def run(run: DemoRun, language: Language) -> Json:
    """Return a run as an event of its page: how far it is, or what came of it."""
    event = {
        "state": run.state,
        "job": run.job,
        "fraction": run.fraction,
        "note": say(language, "demo-queued", position=run.position)
        if run.state == "queued"
        else run.note,
    }
    if run.state != "done":
        sentence = run.error[language] if run.error else ""
        return {**event, "sentence": sentence or _ended(run, language)}
    caption = run.caption[language] if run.caption else ""
    return {
        **event,
        "headline": run.headline[language] if run.headline else "",
        "caption": _SENTENCE_END.split(caption, 1),
        "alt": run.alt[language] if run.alt else "",
        "params": written(run.params or {}),
        "seed": run.seed,
        "pictures": [f"/media/{picture}" for picture in run.pictures],
        "plots": list(run.plots),
    }


def _ended(run: DemoRun, language: Language) -> str:
    return say(language, f"demo-{run.state}") if run.state in ("failed", "cancelled") else ""


def recent(run: DemoRun, language: Language) -> Json:
    """Return an earlier run as the gallery shows it: whose it was stays unsaid."""
    values = {**written(run.params or {}), "seed": str(run.seed)}
    return {
        "href": f"?{urlencode({**values, 'lang': language})}",
        "values": " ".join(f"{name}={value}" for name, value in values.items()),
        "picture": f"/media/{run.pictures[0]}" if run.pictures else "",
    }


def written(params: Mapping[str, ParamValue]) -> dict[str, str]:
    return {name: plain(value) for name, value in params.items()}
