"""Word documents and Anki packages, and zip files that are something else."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import genanki
import pytest
import zstandard
from docx import Document

from content.importers import source
from content.importers.item import BadInput
from tests.unit.content.importers.lists import imported
from tests.unit.content.importers.test_shapes import held

MODEL = genanki.Model(
    1607392319,
    "Basic",
    fields=[{"name": "Front"}, {"name": "Back"}],
    templates=[{"name": "Card", "qfmt": "{{Front}}", "afmt": "{{Back}}"}],
)
NOTES = [
    ("What is a <b>tensor</b>?", "An array<br>with any number of axes."),
    ("활성화 함수가 없으면 신경망은 {{c1::선형 변환}} 하나와 같다.", "기초"),
]
OF_NOTES = [
    {"q": "What is a tensor?", "a": "An array\nwith any number of axes."},
    {"q": "활성화 함수가 없으면 신경망은 […] 하나와 같다.", "a": "선형 변환"},
]


@pytest.fixture
def package(tmp_path: Path) -> Path:
    deck = genanki.Deck(2059400110, "Study")
    for fields in NOTES:
        deck.add_note(genanki.Note(model=MODEL, fields=list(fields)))
    path = tmp_path / "study.apkg"
    genanki.Package(deck).write_to_file(path)
    return path


def repacked(path: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    """Put the collection back under another name, changed."""
    with zipfile.ZipFile(path) as archive:
        content = archive.read("collection.anki2")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, change(content))
    return path


def test_an_anki_package_gives_its_notes(package: Path) -> None:
    assert held(imported(package)) == OF_NOTES


def test_a_package_of_the_newest_form_is_unpacked(package: Path) -> None:
    squeeze = zstandard.ZstdCompressor().compress
    assert held(imported(repacked(package, "collection.anki21b", squeeze))) == OF_NOTES


@pytest.mark.parametrize("name", ["collection.anki2", "collection.anki21b"])
def test_a_damaged_package_is_refused(package: Path, name: str) -> None:
    path = repacked(package, name, lambda content: content[: len(content) // 3][::-1])
    with pytest.raises(BadInput, match="is a damaged Anki package"):
        imported(path)


def test_a_word_document_is_read_by_its_headings_lists_and_tables(tmp_path: Path) -> None:
    document = Document()
    document.add_heading("Study questions", 1)
    document.add_heading("1. What is a gradient?", 2)
    document.add_paragraph("The vector of partial derivatives.")
    document.add_heading("손실이 튀는 이유는?", 2)
    document.add_paragraph("학습률이 너무 커서예요.")
    document.add_heading("More", 1)
    table = document.add_table(rows=2, cols=2)
    cells = [cell for row in table.rows for cell in row.cells]
    for cell, text in zip(
        cells, ("질문", "답", "에폭이란?", "학습 데이터를 한 번 훑는 것"), strict=True
    ):
        cell.text = text
    path = tmp_path / "study.docx"
    document.save(str(path))
    assert held(imported(path)) == [
        {"q": "What is a gradient?", "a": "The vector of partial derivatives."},
        {"q": "손실이 튀는 이유는?", "a": "학습률이 너무 커서예요."},
        {"q": "에폭이란?", "a": "학습 데이터를 한 번 훑는 것"},
    ]


def zipped(path: Path, **files: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return path


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><x>&b;</x>'


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"xl__workbook_xml": b"<a/>"}, "is a spreadsheet: save it as CSV"),
        ({"notes_txt": b"Why?"}, "is a zip file, but neither a Word document nor an Anki package"),
        ({"word__document_xml": BOMB}, "is no document that Word writes"),
        ({"word__document_xml": b"<w:document"}, "is a damaged document"),
        ({"word__document_xml": b"0" * 2_000_000}, "holds more than 1 MB"),
    ],
    ids=["a spreadsheet", "something else", "entities", "cut off", "a bomb"],
)
def test_a_zip_file_that_is_no_list_is_refused(
    files: dict[str, bytes], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "MAX_UNPACKED", 1_000_000)
    with pytest.raises(BadInput, match=message):
        imported(zipped(tmp_path / "a.docx", **files))


def test_a_truncated_zip_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("a", "b" * 1000)
    path.write_bytes(whole.getvalue()[:200])
    with pytest.raises(BadInput, match="is not a Word document: it may be damaged"):
        imported(path)


NOISE = b"\x8f\x00\xfe\x1b\x9a" * 50


@pytest.mark.parametrize("content", [NOISE, b"PK\x03\x04" + NOISE], ids=["noise", "begins a zip"])
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a.docx", ("is not a Word document: it may be damaged", "Word 문서가 아니에요")),
        ("a.apkg", ("is not an Anki package: it may be damaged", "Anki 패키지가 아니에요")),
        ("a.xlsx", ("is not a spreadsheet: it may be damaged", "스프레드시트가 아니에요")),
    ],
)
def test_noise_is_not_what_its_name_says(
    name: str, said: tuple[str, str], content: bytes, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(BadInput) as caught:
        imported(path)
    assert str(caught.value) == f"{path}: {said[0]}"
    assert caught.value.said("ko") == f"{said[1]}. 파일이 손상됐을 수 있어요"


def test_a_document_with_a_password_is_encrypted(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + NOISE)
    with pytest.raises(BadInput, match="is encrypted"):
        imported(path)


def test_a_package_damaged_anywhere_is_refused(package: Path) -> None:
    whole = package.read_bytes()
    for at in range(0, len(whole), len(whole) // 40):
        package.write_bytes(whole[:at] + whole[at + 7 :])
        with pytest.raises(BadInput):
            imported(package)
