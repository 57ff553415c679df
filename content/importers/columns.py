"""Which column of a table holds what: told by its name, or by what stands in it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import mean, median
from typing import Any

from content.importers import asked, beside, flashcards, opening
from content.importers.difficulty import level_of
from content.importers.fields import follow_up, keywords_of, links_of
from content.importers.html import opened
from content.importers.item import Item, SourceLine
from content.importers.records import Record
from content.importers.report import ImportReport
from content.importers.title import level_behind, plain
from content.importers.why import Why
from content.importers.wording import asks, is_placeholder, language_of

Row = tuple[int, list[str]]
"""The line a row starts on, and its cells."""

NAMES = {
    "id": ("id", "번호 id", "식별자"),
    "question": (
        *("question", "questions", "q", "text", "front", "prompt", "term", "instruction", "input"),
        *("질문", "문제", "앞면", "면접질문", "질문내용", "문항"),
    ),
    "answer": (
        *("answer", "answers", "a", "reference", "back", "response", "output", "completion"),
        *("definition", "solution", "model answer", "expected answer"),
        *("expected", "gold", "answer key"),
        *("답", "답변", "정답", "해답", "모범답안", "모범답변", "예시답안", "예시답변", "뒷면"),
    ),
    "parent": ("parent", "parent question", "follows", "상위", "상위질문", "부모", "부모질문"),
    "follow_up": (
        *("follow up", "follow ups", "follow up question", "follow up questions"),
        *("꼬리질문", "꼬리q", "꼬리", "추가질문", "후속질문"),
    ),
    "follow_up_answer": (
        *("follow up answer", "follow up answers", "follow up question answer"),
        *("꼬리질문답변", "꼬리질문답", "꼬리답변", "추가질문답변", "후속질문답변"),
    ),
    "keywords": ("keyword", "keywords", "key points", "키워드", "핵심어"),
    "notes": ("notes", "note", "explanation", "해설", "설명", "메모", "비고"),
    "hints": ("hint", "hints", "힌트"),
    "difficulty": ("difficulty", "level", "난이도", "레벨"),
    "links": ("link", "links", "source", "sources", "url", "출처", "참고", "참고자료", "링크"),
}
FIELDS = tuple(NAMES)
PLAIN_NAMES = ("question", "questions", "질문", "문제", "문항")
_FIELD_OF = {name.replace(" ", ""): field for field, names in NAMES.items() for name in names}
_IGNORED = re.compile(
    r"#|no\.?|번호|순번|level|difficulty|난이도|category|topic|분류|카테고리|주제|owner|author|담당자?"
    r"|작성자|date|날짜|tags?|태그|week|주차|status|상태|type|유형|title"
    r"|(?:related|created|edited|last edited|asked|assigned|관련|생성|최종 편집)\b.*",
    re.IGNORECASE,
)
_LANGUAGE = re.compile(
    r"[\s(\[_-]+(?:ko|kr|kor|korean|en|eng|english|한국어|한글|국문|영어|영문)[)\]]?$"
    r"|^(?:korean|english|한국어|한글|국문|영어|영문)[\s_-]+",
    re.IGNORECASE,
)
_NO_MODEL = re.compile(
    r"(?:wrong|bad|incorrect|poor|weak|your|my|student|candidate|user|applicant)s?answers?"
    r"|(?:오답|잘못된|틀린|학생|지원자|응시자|내|나의).*(?:답변?|답안)|오답"
)
"""Names of what somebody answered, or would answer wrongly."""
_ADDRESS = re.compile(r"https?://\S+")
MAX_TITLE_ROWS = 10
MIN_ASKING = 0.5
MAX_NAME = 40
PAIR = 2


def plain_name(name: str) -> str:
    return re.sub(r"[\s_-]", "", name).casefold()


def field_of(name: str) -> str:
    """Return the field that a column's name stands for, in whichever language, or nothing."""
    plain = plain_name(_LANGUAGE.sub("", name.strip(), count=1))
    if _NO_MODEL.fullmatch(plain):
        return ""
    counted = _FIELD_OF.get(re.sub(r"\d", "", plain), "")
    if counted.startswith("follow_up") or counted == "hints":
        return counted
    is_answer = plain.endswith(("answer", "answers", "답변", "답안", "정답"))
    return _FIELD_OF.get(plain, "answer" if is_answer else "")


def fields_of(names: Iterable[str], named: Mapping[str, str]) -> list[str]:
    """Return the field of each column: as somebody gave it, else one not given, by its name.

    Args:
        named: fields by the plain names of columns.
    """
    names = list(names)
    given = [named.get(plain_name(name), "") for name in names]
    guessed = map(field_of, names)
    return [
        own or ("" if guess in given else guess) for own, guess in zip(given, guessed, strict=True)
    ]


def names_questions(cells: Sequence[str]) -> bool:
    """Tell a row of names that plainly says which column asks."""
    names = set(map(plain_name, cells))
    return not names.isdisjoint(PLAIN_NAMES) or {"q", "a"} <= names


def header(
    rows: Sequence[Row], named: Mapping[str, str], title_rows: int = MAX_TITLE_ROWS
) -> tuple[int, list[str]] | None:
    """Find the row of names, below titles if there are any, and the field of each column.

    Args:
        named: fields by the plain names of columns, as somebody gave them.
        title_rows: how many rows may be the one of names, or a title above it.

    Returns:
        How many rows come before the first question, and a field or nothing for each column; None
        where no column holds questions.
    """
    for at, (_, cells) in enumerate(rows[:title_rows]):
        fields = fields_of(cells, named)
        asked = [cell for cell, field in zip(cells, fields, strict=True) if field == "question"]
        is_given = any(plain_name(cell) in named for cell in asked)
        is_one = len(asked) == 1 or all(map(_LANGUAGE.search, map(str.strip, asked)))
        if asked and (is_given or is_one):
            return at + 1, _filled(fields, cells, rows[at + 1 :])
    for at, (_, cells) in enumerate(rows[:title_rows]):
        if sum(map(bool, cells)) > 1:
            return _guessed(at, cells, rows, named)
    return None


def _filled(
    fields: list[str], cells: Sequence[str], rows: Sequence[Row], *, is_pair: bool = False
) -> list[str]:
    """Add the answers where only the questions have a name that is known.

    They are longer than what is asked, but of a pair of columns what doesn't ask answers.
    """
    if "answer" not in fields:
        names = [*cells, *[""] * len(fields)]
        free = [
            at for at, field in enumerate(fields)
            if not field and not _IGNORED.fullmatch(names[at].strip())
            and not _NO_MODEL.fullmatch(plain_name(names[at]))
        ]  # fmt: skip
        best = max(free, key=lambda at: _length(rows, at), default=None)
        if best is not None and (
            _length(rows, best) > _length(rows, fields.index("question"))
            or (is_pair and _asking(rows, best) < MIN_ASKING)
        ):
            fields[best] = "answer"
    return fields


def _guessed(
    at: int, cells: Sequence[str], rows: Sequence[Row], named: Mapping[str, str]
) -> tuple[int, list[str]] | None:
    """Tell the columns by what stands in them: one asks, the longest of the others answers."""
    below = rows[at + 1 :]
    width = len(cells)
    given = {column for column, cell in enumerate(cells) if plain_name(cell) in named}
    has_names = bool(below) and not any(asks(cell, plainly=True) for cell in cells)
    body = below if has_names else rows[at:]
    asking = {column: _asking(body, column) for column in range(width) if column not in given}
    question = max(asking, key=asking.__getitem__, default=None)
    if question is None or asking[question] < MIN_ASKING:
        return None
    if not has_names and below and _names_columns(cells, question):
        has_names, body = True, below
    fields = [""] * width
    if has_names:
        fields = fields_of(cells, named)
        fields = ["" if field == "question" else field for field in fields]
    fields[question] = "question"
    names = cells if has_names else ()
    return at + has_names, _filled(fields, names, body, is_pair=width == PAIR)


def _names_columns(cells: Sequence[str], question: int) -> bool:
    """Tell a row of names, one of which asks, such as "last asked?", from a first question."""
    is_known = any(field_of(cell) or _IGNORED.fullmatch(cell.strip()) for cell in cells)
    return is_known and not asks(cells[question]) and max(map(len, cells)) <= MAX_NAME


def worded(questions: Sequence[str]) -> tuple[str, str]:
    """Return a question and its translation, or all that is given of it in one language."""
    if len(questions) == 2 and len(set(map(language_of, questions))) == 2:
        return questions[0], questions[1]
    return "\n\n".join(questions), ""


def parted(cells: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Return the cells with what one of a question answers, too, among the answers."""
    found = [opening.answered_in(cell) for cell in cells.get("question", ())]
    answers = [answer for _, held in found for answer in held]
    answers += map(opened, cells.get("answer", ()))
    notes = list(map(opened, cells.get("notes", ())))
    posed = [asked.unmarked(question) for question, _ in found]
    answers = answers or [one for _, right in posed for one in right]
    questions = [question for question, _ in posed]
    return {**cells, "question": questions, "answer": answers, "notes": notes}


def _asking(rows: Sequence[Row], column: int) -> float:
    texts = [cells[column] for _, cells in rows if column < len(cells) and cells[column].strip()]
    return mean(map(asks, texts)) if texts else 0.0


def _length(rows: Sequence[Row], column: int) -> float:
    texts = [cells[column] if column < len(cells) else "" for _, cells in rows]
    return median([len(_ADDRESS.sub("", text)) for text in texts] or [0])


def questions_of(name: str, rows: Sequence[Row], report: ImportReport) -> list[Record]:
    """Return the questions of a table inside a document, or none where it holds no such list.

    Its columns are named in its first row that holds anything, or nowhere.
    """
    rows = [row for row in rows if any(map(str.strip, row[1]))]
    found = header(rows, {}, title_rows=1)
    return [] if found is None else records(name, rows[found[0] :], found[1], report)


def records(
    name: str, rows: Sequence[Row], fields: Sequence[str], report: ImportReport
) -> list[Record]:
    """Return each row as a question; one that isn't any is told and left out."""
    made: list[Record] = []
    for line, row in rows:
        place = SourceLine(name, line)
        cells: dict[str, list[str]] = {}
        for field, cell in zip(fields, map(str.strip, _fitted(row, fields)), strict=False):
            if field and cell:
                cells.setdefault(field, []).append(cell)
        if "question" not in cells:
            if any(cell.strip() for cell in row):
                report.skipped(place, " ".join(row), Why("no-question"))
            continue
        cells = parted(cells)
        made.append(_record(cells, place, made))
        made += _follow_ups(cells, place, report)
    return made


def _record(cells: dict[str, list[str]], place: SourceLine, above: Sequence[Record]) -> Record:
    """Return a row as a question; one labelled as a follow-up follows from the last that isn't."""
    parent = cells.get("parent", [""])[0]
    asked = follow_up(cells["question"][0])
    if asked is not None:
        cells = cells | {"question": [asked, *cells["question"][1:]]}
        mains = (one.item.text for one in reversed(above) if not one.parent)
        parent = parent or next(mains, "")
    return Record(_item(cells, place), parent)


def _follow_ups(
    cells: Mapping[str, list[str]], place: SourceLine, report: ImportReport
) -> Iterator[Record]:
    """Yield what stands in a row's columns of follow-ups, one a line, each with its answer."""
    follow_ups = list(filter(plain, "\n".join(cells.get("follow_up", ())).splitlines()))
    answers = answers_of(follow_ups, cells, place, report)
    for line, answer in zip(follow_ups, answers, strict=True):
        text, behind = opening.answered(line)
        held = [one for one in (behind, answer) if one]
        item = Item(plain(text), place, answers=held, difficulty=level_behind(text))
        yield Record(item, cells["question"][0])


def answers_of(
    asked: Sequence[Any], cells: Mapping[str, list[str]], place: SourceLine, report: ImportReport
) -> list[str]:
    """Return the answer of each follow-up; where there are more or fewer, they are told."""
    answers = cells.get("follow_up_answer", [])
    if len(answers) == 1 < len(asked):
        answers = answers[0].splitlines()
    if len(answers) == len(asked):
        return answers
    for answer in answers:
        report.skipped(place, answer, Why("of-no-question"))
    return [""] * len(asked)


def _fitted(row: Sequence[str], fields: Sequence[str]) -> list[str]:
    """Return as many cells as there are columns: commas nobody quoted belong to the last text."""
    extra = len(row) - len(fields)
    if extra <= 0:
        return list(row)
    if all(not cell.strip() for cell in row[len(fields) :]):
        return list(row[: len(fields)])
    answer = max(
        (at for at, field in enumerate(fields) if field in ("answer", "notes")), default=-1
    )
    at = answer if answer >= 0 else len(fields) - 1
    whole = ",".join(row[at : at + extra + 1])
    return [*row[:at], whole, *row[at + extra + 1 :]]


def _item(cells: Mapping[str, list[str]], place: SourceLine) -> Item:
    (question, translation), hidden = worded(cells["question"]), list[str]()
    if card := flashcards.cloze(question):
        question, hidden = card.question, [card.answer]
    answers = [one for one in cells.get("answer", ()) if not _is_empty(one)]
    return Item(
        plain(question),
        place,
        id=cells.get("id", [""])[0],
        answers=hidden or answers,
        keywords=[one for cell in cells.get("keywords", ()) for one in keywords_of(cell)],
        notes=cells.get("notes", []) + (answers if hidden else []),
        hints=[one for cell in cells.get("hints", ()) for one in beside.hints_of(cell)],
        links=links_of(" ".join(cells.get("links", ()))),
        translation=plain(translation),
        difficulty=level_of(cells.get("difficulty", [""])[0]) or level_behind(question),
    )


def _is_empty(answer: str) -> bool:
    """Tell a placeholder from an answer that is a number."""
    return is_placeholder(answer) and not any(map(str.isnumeric, answer))
