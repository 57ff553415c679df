"""What a preset is called: the values that it sets, in the words of the demo's own form."""

import re

from bot.i18n.messages import say
from content.demo import DemoSpec, ParamSpec, Preset
from content.schema import Language, ParamValue

# A unit such as "(ms)" is part of a title; several words in brackets only explain it.
_EXPLAINED = re.compile(r" \([^()]*\s[^()]*\)")


def called(language: Language, demo: DemoSpec, preset: Preset) -> str:
    """Return the values in which a preset differs from the demo's own, each with its title."""
    params = {param.name: param for param in demo.params}
    changed = [
        _changed(language, params[name], value)
        for name, value in preset.params.items()
        if name in params and value != params[name].default
    ]
    return " · ".join(changed) or preset.name.replace("-", " ")


def _changed(language: Language, param: ParamSpec, value: ParamValue) -> str:
    title = _EXPLAINED.sub("", param.title[language])
    return f"{title}: {_written(language, param, value)}"


def _written(language: Language, param: ParamSpec, value: ParamValue) -> str:
    if isinstance(value, bool):
        return say(language, "demo-on" if value else "demo-off")
    if param.most > 1:
        return ", ".join(part.strip() for part in str(value).split(","))
    return f"{value:g}" if isinstance(value, float) else str(value)
