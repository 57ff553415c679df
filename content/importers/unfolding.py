"""What unfolds in a list: a caption that asks or hides an answer, and what is under it."""

from markdown_it.tree import SyntaxTreeNode

from content.importers.fields import Field, bare_text, field_of_heading, follow_up, reveals
from content.importers.html import PartKind, parts
from content.importers.item import Item
from content.importers.reading import Opener, Reading
from content.importers.title import plain
from content.importers.why import Why
from content.importers.wording import asks


class Unfolding:
    """Reads blocks of HTML, and what they open until it is closed."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._unfolded: list[Item | None] = []

    def read(self, node: SyntaxTreeNode) -> None:
        for part in parts(self._reading.raw(node)):
            if part.kind is PartKind.SUMMARY:
                self.begin(part.text, node)
            elif part.kind is PartKind.CLOSE:
                self.end()
            elif self._reading.current is not None:
                self._reading.keep_text(part.text, node)
            elif self._reading.in_section or bare_text(part.text):
                self._reading.skip(node, part.text, Why("of-no-question"))

    def end(self) -> None:
        if self._unfolded and self._unfolded.pop() is not None:
            self._reading.close()
        elif self._reading.field is Field.HINT:
            self._reading.begin(Field.NOTES)

    def begin(self, text: str, node: SyntaxTreeNode) -> None:
        """Take a caption for a question, or for what hides the answer of the one above."""
        reading = self._reading
        is_headed = reading.opener is Opener.HEADING
        asked = follow_up(text)
        if asked is not None:
            self._unfolded.append(reading.open(asked, node, reading.main, Opener.SUMMARY))
            return
        is_hint = field_of_heading(text) is Field.HINT
        if is_hint or reveals(text) or (reading.current and not asks(plain(text)) and is_headed):
            self._unfolded.append(None)
            reading.begin(Field.HINT if is_hint else Field.ANSWER)
            return
        parent = next((one for one in reversed(self._unfolded) if one), None)
        if not parent and is_headed and reading.sections:
            parent = reading.sections[-1][1]
        item = reading.open(text, node, parent, Opener.SUMMARY)
        if not asks(item.text):
            reading.doubt_wording(item)
        self._unfolded.append(item)
