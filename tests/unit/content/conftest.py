"""A small valid question and a folder to put decks in."""

from collections.abc import Callable
from pathlib import Path

import pytest

QUESTION = """\
id: {id}
topic: optimization
text:
  ko: 질문이에요
  en: A question
references:
  ko:
    - 첫 번째 모범 답안이고 핵심을 모두 담은 두세 문장짜리 글이에요.
    - 두 번째 답은 전혀 다른 낱말로 똑같은 내용을 풀어서 다시 적었습니다.
  en:
    - The first model answer holds every key idea and is a couple of sentences long.
    - Another reply says just that with quite different words, so graders see variety.
key_points:
  - {{id: one, text: {{ko: 하나, en: one}}, terms: [하나], nudge: {{ko: 뭘까요, en: what}}}}
  - {{id: two, text: {{ko: 둘, en: two}}, terms: [둘], nudge: {{ko: 왤까요, en: why}}}}
  - {{id: three, text: {{ko: 셋, en: three}}, terms: [셋], nudge: {{ko: 언제일까요, en: when}}}}
misconceptions:
  - {{text: {{ko: 틀림, en: wrong}}, why: {{ko: 이유, en: because}}}}
  - {{text: {{ko: 오해, en: untrue}}, why: {{ko: 까닭, en: since}}}}
hints:
  - {{ko: 힌트, en: hint}}
  - {{ko: 더 큰 힌트, en: bigger hint}}
explanation: {{ko: 설명, en: explanation}}
sources:
  - title: A book (1999)
demo:
  name: gd-1d
"""

Deck = Callable[..., Path]
Text = Callable[[str], str]


@pytest.fixture
def question() -> Text:
    return lambda id_: QUESTION.format(id=id_)


@pytest.fixture
def deck(tmp_path: Path) -> Deck:
    """Write each keyword as a file `name.yaml` and return the folder."""

    def write(**files: str) -> Path:
        for name, text in files.items():
            (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
        return tmp_path

    return write
