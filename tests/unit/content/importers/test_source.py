from pathlib import Path

import pytest

from content.importers import source
from content.importers.item import BadInput
from content.importers.lookalikes import repair
from content.importers.report import Event
from tests.unit.content.importers.lists import Lists, imported, outline


def test_cp949_is_read_and_told(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("가중치는 왜 초기화하나요?".encode("cp949"))
    result = imported(path)
    assert list(outline(result)) == ["가중치는 왜 초기화하나요?"]
    (entry,) = result.report.of(Event.DOUBT)
    assert entry.text == "가중치는 왜 초기화하나요?"
    assert entry.because("en") == "the file is not UTF-8, so it was read as CP949"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_marks_of_an_encoding_and_windows_lines_leave_no_trace(
    encoding: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("왜 섞나요?\r\n\r\n왜 나누나요?\r\n\r\n끝.\r\n".encode(encoding))
    result = imported(path)
    assert list(outline(result)) == ["왜 섞나요?", "왜 나누나요?"]
    assert [entry.place.line for entry in result.report.of(Event.SKIPPED)] == [5]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", ": is empty"),
        (b" \n\n", ": is empty"),
        (b"Why?\n\x00\x01", ":2: is not text: save it as text, CSV or Word"),
        (b"Why?\n\x1b[31m", ":2: is not text: save it as text, CSV or Word"),
        (b"Why?\n\nWhy\xff\xff?", ":3: is neither UTF-8 nor CP949 text"),
        (b"Nothing here asks.", ": holds no question"),
        (b"Why " * 2000 + b"?", ": holds no question"),
        (b"?" * 3_000_001, ": is larger than 3 MB"),
    ],
    ids=lambda value: value[:20],
)
def test_what_is_no_list_is_refused_with_its_line(
    content: bytes, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "MAX_BYTES", 3_000_000)
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    with pytest.raises(BadInput) as caught:
        imported(path)
    assert str(caught.value) == f"{path}{message}"


@pytest.mark.parametrize(
    ("where", "message"), [("missing.md", "does not exist"), (".", "is not a regular file")]
)
def test_what_is_no_file_is_refused(where: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=message):
        imported(tmp_path / where)


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ("Grаdiеnt dеscent", "Gradient descent"),  # Cyrillic а and е
        ("thе size оf а layer", "the size of a layer"),
        ("손실은 lоss입니다", "손실은 loss입니다"),
        ("νector", "vector"),  # Greek ν
        ("αx + β", "αx + β"),
        ("plain", "plain"),
    ],
)
def test_look_alike_letters_are_repaired_inside_latin_words(text: str, repaired: str) -> None:
    assert repair(text)[0] == repaired


def test_a_repair_is_told_with_its_line(lists: Lists) -> None:
    (path,) = lists(a_txt="Why shuffle?\n\nWhy nоrmalize?\n")
    result = imported(path)
    assert list(outline(result)) == ["Why shuffle?", "Why normalize?"]
    (entry,) = result.report.of(Event.DOUBT)
    assert (entry.place.line, entry.text) == (3, "nоrmalize")


def test_a_line_with_very_many_blanks_is_read_as_one_with_few(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"Q: What is drop-{' ' * 5000}out?\nA: It drops units.\n{' ' * 5000}\n")
    assert list(outline(imported(path))) == ["What is drop- out?"]
