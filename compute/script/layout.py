"""How source is laid out: as Black has it, but with more than one thing on a continued line."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from copy import deepcopy
from itertools import pairwise

import black

from compute.script.values import note

WIDE = 100
_NARROW = 40
_MODE = black.Mode(line_length=WIDE, magic_trailing_comma=False)
_UNBROKEN = black.Mode(line_length=10_000, magic_trailing_comma=False)
_NOTE = re.compile(r"^( *)_note_\((.*)\)$", re.MULTILINE)
_ROUND = re.compile(r"\b([1-9])(0{5,})\.0\b")
_BREAKS = {
    "for",
    "if",
    "else",
    "and",
    "or",
    "+",
    "-",
    "*",
    "/",
    "@",
    "|",
    "==",
    "!=",
    "<",
    ">",
    "<=",
    ">=",
}


def parsed(text: str) -> ast.Module:
    """Return the tree of a source, each comment in it a statement before what it is said of."""
    lines = text.splitlines()
    at: dict[int, list[str]] = {}
    start = None
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            row = token.start[0] if start is None else start
            at.setdefault(row, []).append(token.string)
        if token.type == tokenize.NEWLINE:
            start = None
        elif start is None and token.string.strip() and token.type != tokenize.COMMENT:
            start = token.start[0]
    written = []
    for number, line in enumerate(lines, 1):
        indent = " " * (len(line) - len(line.lstrip()))
        written += [indent + ast.unparse(note(comment)) for comment in at.get(number, [])]
        if not line.lstrip().startswith("#"):
            written.append(line)
    return ast.parse("\n".join(written))


def written(tree: ast.AST) -> str:
    """Return the source of statements, tuples without the brackets that they don't need."""
    text = ast.unparse(_Spared().visit(deepcopy(tree)))
    text = _NOTE.sub(lambda found: found[1] + ast.literal_eval(found[2]), text)
    text = _ROUND.sub(lambda found: f"{found[1]}e{len(found[2])}", text)
    return text


class _Spared(ast.NodeTransformer):
    """Leaves out brackets that `ast.unparse` writes and nobody needs."""

    def visit_Call(self, node: ast.Call) -> ast.Call:
        self.generic_visit(node)
        match node:
            case ast.Call(args=[ast.GeneratorExp() as made], keywords=[]):
                node.args = [ast.Name(ast.unparse(made)[1:-1])]
        return node

    def visit_Assign(self, node: ast.Assign) -> ast.Assign:
        self.generic_visit(node)
        node.value = _bare(node.value)
        return node

    def visit_Return(self, node: ast.Return) -> ast.Return:
        self.generic_visit(node)
        node.value = _bare(node.value) if node.value else None
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.BoolOp:
        self.generic_visit(node)
        if isinstance(node.values[-1], ast.Compare | ast.UnaryOp):
            node.values[-1] = ast.Name(ast.unparse(node.values[-1]))
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        match node.value:
            case str(text) if "\\" in text and '"' not in text and text.isprintable():
                return ast.Name(f'r"{text}"')
        return node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.JoinedStr:
        return node


def _bare(node: ast.expr) -> ast.expr:
    is_tuple = isinstance(node, ast.Tuple) and node.elts
    return ast.Name(ast.unparse(node)[1:-1]) if is_tuple else node


def formatted(source: str) -> str:
    return black.format_str(source + "\n", mode=_MODE) if source.strip() else ""


def packed(source: str) -> str:
    """Return source in as few lines as it fits in, as somebody would write it by hand."""
    if not source.strip():
        return ""
    whole = black.format_str(source + "\n", mode=_UNBROKEN)
    tokens = tokenize.generate_tokens(io.StringIO(whole).readline)
    texts = [range(one.start[0], one.end[0] + 1) for one in tokens if one.start[0] < one.end[0]]
    lines = [
        [line] if any(number in text for text in texts) else _folded(line)
        for number, line in enumerate(whole.splitlines(), 1)
    ]
    return "".join(f"{line}\n" for part in lines for line in part)


def _folded(line: str) -> list[str]:
    if len(line) <= WIDE or line.lstrip().startswith("#"):
        return [line]
    return _aligned(line) or _as_black(line)


def _as_black(line: str) -> list[str]:
    indent = len(line) - len(line.lstrip())
    mode = black.Mode(line_length=WIDE - indent, magic_trailing_comma=False)
    is_head = line.endswith(":")
    text = black.format_str(line.strip() + (" pass" if is_head else ""), mode=mode)
    lines = text.splitlines()[: -1 if is_head else None]
    return [" " * indent + part for part in lines]


def _aligned(line: str) -> list[str]:
    """Return a statement with what is continued right of its bracket, or nothing if that is odd."""
    found, breaks = [], list(_breaks(line))
    start = column = 0
    columns: dict[int, int] = {}
    while len(line) - start + column > WIDE:
        columns |= {
            bracket: bracket - start + column + 1 for _, _, bracket in breaks if bracket >= start
        }
        ends = [
            (at - start + column, depth, at, columns[bracket])
            for at, depth, bracket in breaks
            if at > start
        ]
        able = [one for one in ends if one[0] <= WIDE + 1 and one[3] <= WIDE - _NARROW]
        late = [one for one in able if one[0] > (column + WIDE) / 2] or able
        if not late:
            return []
        depth = min(one[1] for one in late)
        _, _, at, indent = max(one for one in late if one[1] == depth)
        found.append(" " * (column if start else 0) + line[start:at].rstrip())
        start, column = at, indent
    return [*found, " " * column + line[start:]]


def _breaks(line: str) -> Iterator[tuple[int, int, int]]:
    """Yield where a line may be broken, how deep in brackets that is, and where the last is."""
    open_at: list[int] = []
    indent = len(line) - len(line.lstrip())
    spoken = targets = 0
    tokens = tokenize.generate_tokens(io.StringIO(line.lstrip()).readline)
    for token, after in pairwise(tokens):
        if tokenize.tok_name[token.type] in ("FSTRING_START", "FSTRING_END"):
            spoken += 1 if tokenize.tok_name[token.type] == "FSTRING_START" else -1
        if spoken:
            continue
        if token.string in ("(", "[", "{"):
            open_at.append(token.start[1] + indent)
        elif token.string in (")", "]", "}"):
            open_at.pop()
        if token.string in ("for", "in"):
            targets = len(open_at) if token.string == "for" else 0
        spaced = token.end[1] < after.start[1]
        if open_at and spaced and not targets and (token.string == "," or after.string in _BREAKS):
            is_comma = token.string == ","
            most = 3 if is_comma or after.string == "for" else 1 if after.string in "*/@" else 2
            if len(open_at) > most:
                continue
            yield after.start[1] + indent, 2 * len(open_at) - is_comma, open_at[-1]
