"""Writes the frame of a new demo: one Python file and one of words, both to be filled in."""

import re
from pathlib import Path

from content.demo_words import FOLDER

DEMOS = Path(__file__).parent / "demos"
NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")

FRAMES = Path(__file__).parent / "frames"


def write_frame(name: str, demos: Path = DEMOS, words: Path = FOLDER) -> tuple[Path, Path]:
    """Write the two files of a demo that runs as it is; return their paths.

    Raises:
        ValueError: the name is none for a demo, or taken.
        OSError: the files cannot be written here.
    """
    if not NAME.fullmatch(name) or len(name) > 48:
        raise ValueError(f"{name[:60]!r} is no name: small letters and digits, joined by hyphens")
    paths = demos / f"{name.replace('-', '_')}.py", words / f"{name}.yaml"
    for path, frame in zip(paths, ("demo.py.txt", "demo.yaml.txt"), strict=True):
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write((FRAMES / frame).read_text(encoding="utf-8").format(name=name))
        except FileExistsError as exc:
            raise ValueError(f"there is a demo {name} already") from exc
    return paths
