"""What compute tells members, from the Fluent files beside this module."""

from pathlib import Path

from content.texts import Texts

_TEXTS = Texts(Path(__file__).parent)
both = _TEXTS.both
messages = _TEXTS.ids
