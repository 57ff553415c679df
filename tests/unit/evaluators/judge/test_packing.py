"""How answers and statements share one sequence, and what each token belongs to."""

import numpy as np
import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from evaluators.judge.packing import END, MAX_ANSWER, Packer, side_by_side
from evaluators.judge.port import JudgeRequest

WORDS = {"<s>": 0, "<pad>": 1, "</s>": 2, "<unk>": 3, "why": 4, "it": 5, "is": 6, "cheap": 7}


@pytest.fixture
def packer() -> Packer:
    tokenizer = Tokenizer(WordLevel(WORDS, unk_token="<unk>"))
    tokenizer.pre_tokenizer = Whitespace()
    return Packer(tokenizer)


def test_a_statement_follows_the_answer_as_if_it_alone_did(packer: Packer) -> None:
    packed = packer.pack(JudgeRequest("why", "it is", ("cheap", "is cheap")))
    assert packed.ids.tolist() == [0, 4, 2, 2, 5, 6, 2, 2, 7, 2, 2, 6, 7, 2]
    assert packed.segments.tolist() == [0] * 7 + [1] * 3 + [2] * 4
    assert packed.positions.tolist() == [*range(7), 7, 8, 9, 7, 8, 9, 10]
    assert packed.answer_at == 4
    assert packed.spans == ((0, 2), (3, 5))


def test_without_a_question_the_answer_comes_first(packer: Packer) -> None:
    packed = packer.pack(JudgeRequest("", "it is", ()))
    assert (packed.ids.tolist(), packed.answer_at, packed.statements) == ([0, 5, 6, 2], 1, 0)


def test_a_long_answer_is_cut_before_its_statements(packer: Packer) -> None:
    packed = packer.pack(JudgeRequest("", "it " * 1000, ("cheap",)))
    assert len(packed.spans) == MAX_ANSWER
    assert packed.ids[-3:].tolist() == [END, WORDS["cheap"], END]


def test_shares_make_up_each_statement_and_nothing_else(packer: Packer) -> None:
    one = packer.pack(JudgeRequest("", "it", ("cheap", "is cheap")))
    other = packer.pack(JudgeRequest("", "it", ()))
    batch = side_by_side([one, other])
    assert batch.shares.shape == (2, 2, len(one.ids))
    assert np.allclose(batch.shares.sum(axis=2), [[1, 1], [0, 0]])
    assert (batch.shares[0, 1] > 0).tolist() == (one.segments == 2).tolist()
    assert batch.segments[1].tolist() == [0, 0, 0, *[-1] * (len(one.ids) - 3)]


def test_capitals_change_nothing_and_every_character_keeps_its_place(packer: Packer) -> None:
    small, capitals = (
        packer.pack(JudgeRequest("why", text, ("cheap",))) for text in ("it is", "IT Is")
    )
    assert small.ids.tolist() == capitals.ids.tolist()
    assert packer.pack(JudgeRequest("", "İ it", ())).spans == ((0, 1), (2, 4))
