"""One YAML file, read without trust: its plain data and the line each field stands on.

Anchors, tags, repeated keys and deep nesting are refused while the file is parsed, so a hostile
deck can neither run code nor exhaust memory. Knows nothing of questions.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yaml import MarkedYAMLError, YAMLError
from yaml.composer import Composer, ComposerError
from yaml.constructor import ConstructorError, SafeConstructor
from yaml.events import AliasEvent
from yaml.nodes import MappingNode, Node, SequenceNode
from yaml.resolver import Resolver

try:
    from yaml._yaml import CParser as Parser
except ImportError:
    from content.pyparser import PyParser as Parser  # type: ignore[assignment]

MAX_BYTES = 1_000_000
MAX_DEPTH = 32
MAX_NUMBER_CHARS = 64

_ADVICE = {
    "found character that cannot start any token": "indent with spaces, not tabs, and put quotes"
    " round a text that begins with a sign such as @ or %",
    "mapping values are not allowed in this context": "put quotes round a text with a colon in it,"
    " and line the fields up",
    "did not find expected key": "close the quote or bracket above, and line the fields up",
    "did not find expected ',' or '}'": "close the bracket, and put quotes round each text in it",
    "did not find expected ',' or ']'": "close the bracket, and put quotes round each text in it",
    "found unexpected end of stream": "close the quote",
    "could not find expected ':'": "write a colon behind the name of the field",
}
"""What to do about what the parser says."""

FieldPath = Sequence[int | str]


class MalformedError(Exception):
    """The file is not plain YAML data."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


class _StrictLoader(Composer, Parser, SafeConstructor, Resolver):
    """Composes in Python over C parsing, so each node is judged before the next is read.

    PyYAML's own C composer recurses without a limit: a file of brackets would crash the process.
    """

    def __init__(self, text: str) -> None:
        Parser.__init__(self, text)
        Composer.__init__(self)
        SafeConstructor.__init__(self)
        Resolver.__init__(self)
        self._depth = 0

    def compose_node(self, parent: Node | None, index: Any) -> Node | None:
        event: Any = self.peek_event()
        if isinstance(event, AliasEvent) or event.anchor is not None:
            raise _refusal("anchors (&name) and aliases (*name) are not allowed", event)
        if getattr(event, "tag", None) is not None:
            raise _refusal(f"the tag {event.tag!r} is not allowed", event)
        if self._depth >= MAX_DEPTH:
            raise _refusal(f"nested more than {MAX_DEPTH} levels deep", event)
        self._depth += 1
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node

    def construct_object(self, node: Node, deep: bool = False) -> Any:
        is_text = node.tag.endswith((":str", ":map", ":seq"))
        if not is_text and len(node.value) > MAX_NUMBER_CHARS:
            problem = f"a number or date of more than {MAX_NUMBER_CHARS} characters"
            raise ConstructorError(None, None, problem, node.start_mark)
        try:
            return super().construct_object(node, deep=deep)
        except ValueError as exc:
            raise ConstructorError(None, None, f"{exc}", node.start_mark) from exc

    def construct_mapping(self, node: MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key.value, str) and key.value in seen:
                raise ConstructorError(None, None, f"{key.value!r} is given twice", key.start_mark)
            seen.add(str(key.value))
        return super().construct_mapping(node, deep=deep)


def _refusal(problem: str, event: Any) -> ComposerError:
    return ComposerError(None, None, problem, event.start_mark)


@dataclass(frozen=True)
class Document:
    """The data of a file beside the nodes it came from."""

    data: object
    root: Node | None

    def locate(self, path: FieldPath) -> tuple[FieldPath, int]:
        """Return the longest part of the path that the file holds, and its line."""
        if self.root is None:
            return (), 1
        node, line = self.root, self.root.start_mark.line + 1
        for depth, step in enumerate(path):
            child = _child(node, step)
            if child is None:
                return path[:depth], line
            key, node = child
            line = key.start_mark.line + 1
        return path, line


def _child(node: Node, step: int | str) -> tuple[Node, Node] | None:
    if isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    if isinstance(node, MappingNode):
        return next(((key, value) for key, value in node.value if key.value == str(step)), None)
    return None


def read(path: Path) -> Document:
    """Read one file.

    Raises:
        MalformedError: the file cannot be read, or is not one document of plain YAML.
    """
    return parse(read_text(path))


def parse(text: str) -> Document:
    """Parse one document of plain YAML; raises MalformedError."""
    try:
        loader = _StrictLoader(text)
        try:
            root = loader.get_single_node()
            return Document(None if root is None else loader.construct_document(root), root)
        finally:
            loader.dispose()
    except MarkedYAMLError as exc:
        mark = exc.problem_mark or exc.context_mark
        problem = exc.problem or exc.context or "is not valid YAML"
        if problem in _ADVICE:
            problem = f"is no valid YAML: {_ADVICE[problem]}"
        raise MalformedError(problem, None if mark is None else mark.line + 1) from exc
    except (YAMLError, ValueError) as exc:
        raise MalformedError(" ".join(str(exc).split())) from exc


def read_text(path: Path) -> str:
    """Read a file of UTF-8 text that is not too large; raises MalformedError."""
    try:
        if not path.is_file():
            raise MalformedError("is not a regular file")
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as exc:
        raise MalformedError(f"cannot be read: {exc.strerror}") from exc
    if len(raw) > MAX_BYTES:
        raise MalformedError(f"is larger than {MAX_BYTES:,} bytes")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as exc:
        raise MalformedError("is not UTF-8 text", raw.count(b"\n", 0, exc.start) + 1) from exc
