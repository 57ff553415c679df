"""The forms of demos, and what completes a command that is typed."""

import shlex
from collections.abc import Mapping, Sequence

from bot.i18n.messages import say
from bot.quiz.cards import Form, InputField, Option
from bot.quiz.demos.model import plain
from content.demo import DemoSpec, ParamSpec
from content.schema import Language

MAX_FIELDS, MAX_VALUE = 5, 100


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


def tune_form(language: Language, demo: DemoSpec, values: Mapping[str, str]) -> Form:
    """Return a form with a field for each param; those there is no room for share the last one.

    What `values` leave out is as in the preset they name; their seed is kept.
    """
    presets = (one.params for one in demo.presets if one.name == values.get("preset"))
    values = {**{name: plain(value) for name, value in next(presets, {}).items()}, **values}
    seed = {"seed": values["seed"]} if "seed" in values else {}
    has_room = len(demo.params) <= MAX_FIELDS
    own = demo.params if has_room else demo.params[: MAX_FIELDS - 1]
    fields = [_field(language, param, values) for param in own]
    if not has_room:
        fields.append(_rest_field(language, demo.params[len(own) :], values))
    return Form(
        title=demo.title[language],
        command="demo",
        args={"name": demo.name, **seed},
        fields=tuple(fields),
        submit=say(language, "demo-form-submit"),
        opened_by="demo form",
    )


def _field(language: Language, param: ParamSpec, values: Mapping[str, str]) -> InputField:
    value = values.get(param.name, plain(param.default))
    if param.choices or param.type == "bool":
        choices = param.choices or ("true", "false")
        return InputField(
            name=param.name,
            label=param.title[language],
            kind="choices" if param.type == "choices" else "choice",
            options=tuple(Option(value=choice, label=choice) for choice in choices),
            value=value,
        )
    label = f"{param.title[language]} ({bounds(language, param)})"
    return InputField(name=param.name, label=label, value=value, max_length=MAX_VALUE)


def _rest_field(
    language: Language, params: Sequence[ParamSpec], values: Mapping[str, str]
) -> InputField:
    """Return one line for several params, written as in a command."""
    given = ((one.name, values.get(one.name, plain(one.default))) for one in params)
    written = [f"{name}={shlex.quote(value)}" for name, value in given]
    titles = ", ".join(param.title[language] for param in params)
    return InputField(
        name="settings",
        label=say(language, "demo-form-rest", titles=titles),
        value=" ".join(written),
        required=False,
        max_length=1000,
    )


def bounds(language: Language, param: ParamSpec) -> str:
    """Say which values a param takes."""
    numbers = param.span[language] if param.span else plain(param.default)
    span = " | ".join(param.choices) or numbers
    if param.most == 1:
        return span
    return say(language, "demo-list-of", span=span, least=param.least, most=param.most)


def settings(language: Language, demo: DemoSpec) -> list[Option]:
    """Return what may be typed after a demo's name: presets and params with their defaults."""
    presets = [
        Option(value=f"preset={one.name}", label=f"preset={one.name} — {one.look[language]}")
        for one in demo.presets
    ]
    params = [
        Option(
            value=f"{param.name}={shlex.quote(plain(param.default))}",
            label=f"{param.name} — {param.title[language]} ({bounds(language, param)})",
        )
        for param in demo.params
    ]
    return params + presets


def again_option(language: Language) -> Option:
    return Option(value="again", label=say(language, "demo-again"))
