"""What the importer tells admins, from the Fluent files beside this module."""

from pathlib import Path

from content.texts import Texts

_TEXTS = Texts(Path(__file__).parent)
say = _TEXTS.say
messages = _TEXTS.ids
