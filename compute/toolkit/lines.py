"""How long code is."""

import ast
import inspect
from collections.abc import Callable
from textwrap import dedent
from typing import Any


def lines_of(*functions: Callable[..., Any]) -> int:
    """Return how many lines of code the functions have, blanks, comments and docstrings apart."""
    count = 0
    for function in functions:
        source = dedent(inspect.getsource(function))
        definition = ast.parse(source).body[0]
        lines = source.splitlines()
        if isinstance(definition, ast.FunctionDef) and ast.get_docstring(definition) is not None:
            docstring = definition.body[0]
            del lines[docstring.lineno - 1 : docstring.end_lineno]
        count += sum(not line.strip().startswith("#") for line in lines if line.strip())
    return count
