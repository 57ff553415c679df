"""Reading other people's datasets from small files, and measuring scorers on them."""

import gzip

import numpy as np
import pytest

from evaluators.benchmark.outside import BadDataset, korsts, semeval
from tests.unit.evaluators.words import WordEncoder

SEMEVAL = """\
split\tcorpus\tquestion_id\tanswer_id\tlabel3\tquestion\treference_answers\tstudent_answer
train\tbeetle\tQ1\t1\tcorrect\tWhy?\t[BEST] A gap. ||| [MINIMAL] no [GOOD] path\tThere is a "gap
train\tbeetle\tQ1\t2\tcontradictory\tWhy?\t[BEST] A gap. ||| [MINIMAL] no [GOOD] path\tno gap
train\tsciEntsBank\tQ2\t3\tincorrect\tHow?\tSlowly.\t
test\tbeetle\tQ1\t4\tcorrect\tWhy?\t[BEST] A gap. ||| [MINIMAL] no [GOOD] path\ta gap
"""
KORSTS = """\
genre\tfilename\tyear\tid\tscore\tsentence1\tsentence2
news\tf\t2016\t1\t5.000\t"개가 뛴다\t"개가 뛴다
news\tf\t2016\t2\t2.5\t개가 뛴다\t개가 잔다
news\tf\t2016\t3\t0\t개가 뛴다\t비가 온다
"""
READERS = [(semeval, SEMEVAL), (korsts, KORSTS)]


class Given:
    """Scores answers as it is told to."""

    name = "given"

    def __init__(self, *scores):
        self.scores = np.array(scores)

    def score(self, requests):
        assert len(requests) == len(self.scores)
        return self.scores


@pytest.fixture
def file(tmp_path):
    def write(content):
        path = tmp_path / "data.tsv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def test_semeval_is_its_train_answers_with_bare_references(file):
    found = semeval(file(SEMEVAL))
    assert [one.answer for one in found.requests] == ['There is a "gap', "no gap", ""]
    assert found.correct.tolist() == [True, False, False]
    first, second = (found.requests[row].question for row in (0, 2))
    assert (first.id, first.text.en) == ("Q1", "Why?")
    assert first.references.all() == ("A gap.", "no [GOOD] path")
    assert second.references.all() == ("Slowly.",)
    assert (first.key_points, first.misconceptions) == ((), ())


def test_korsts_is_pairs_and_their_scores(file):
    found = korsts(file(KORSTS))
    assert found.a[0] == found.b[0] == '"개가 뛴다'
    assert found.likeness.tolist() == [5.0, 2.5, 0.0]


def test_auc_is_of_correct_against_all_others(file):
    found = semeval(file(SEMEVAL))
    assert found.auc(Given(0.5, 0.5, 0.1)) == (0.5 + 1) / 2
    assert found.auc(Given(0.1, 0.5, 0.9)) == 0


@pytest.mark.parametrize(
    ("cosines", "expected"),
    [((1.0, -0.5, -1.0), pytest.approx(1.0)), ((1.0, 1.0, 1.0), None)],
    ids=["negative cosines are told apart", "equal cosines leave it undefined"],
)
def test_spearman_is_of_the_raw_cosine(file, cosines, expected):
    given = dict(zip(("개가 뛴다", "개가 잔다", "비가 온다"), cosines, strict=True))

    class Sided(WordEncoder):
        def encode(self, texts):
            sides = [given[text.strip('"')] for text in texts]
            return np.array([[c, np.sqrt(1 - c * c)] for c in sides], np.float32)

    assert korsts(file(KORSTS)).spearman(Sided()) == expected


@pytest.mark.parametrize(("reader", "text"), READERS)
def test_gzip_marks_and_line_ends_make_no_difference(file, reader, text):
    plain = reader(file(text))
    for content in (gzip.compress(text.encode()), "\ufeff" + text.replace("\n", "\r\n") + "\r\n"):
        other = reader(file(content))
        assert vars(other).keys() == vars(plain).keys()
        assert repr(other) == repr(plain)


def test_characters_that_only_look_like_line_ends_stay_in_their_cell(file):
    found = semeval(file(SEMEVAL.replace("no gap", "no\u2028gap\x0bhere")))
    assert found.requests[1].answer == "no\u2028gap\x0bhere"


@pytest.mark.parametrize(("reader", "text"), READERS)
@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda text: "", "there is no column"),
        (lambda text: text.replace("\t", ","), "there is no column"),
        (lambda text: text.replace("\tquestion\t", "\task\t").replace("score", "x"), "no column"),
        (lambda text: text.partition("\n")[0], "there are no|doesn't have both"),
        (lambda text: text + "one\ttwo\n", r", line \d: there are 2 cells where the header has"),
        (lambda text: text.encode("utf-16"), "isn't text in UTF-8"),
        (lambda text: gzip.compress(text.encode())[:-9], "the gzip file is broken"),
        (lambda text: b"\x1f\x8b" + text.encode(), "the gzip file is broken"),
    ],
)
def test_what_is_no_such_dataset_is_named_in_one_sentence(file, reader, text, spoil, reason):
    path = file(spoil(text))
    with pytest.raises(BadDataset, match=reason) as caught:
        reader(path)
    message = str(caught.value)
    assert message.startswith(str(path))
    assert "\n" not in message


@pytest.mark.parametrize(
    ("reader", "text", "reason"),
    [
        (semeval, SEMEVAL.replace("contradictory", "so so"), "line 3: label3 can't be 'so so'"),
        (
            semeval,
            SEMEVAL.replace("contradictory", "correct").replace("incorrect", "correct"),
            "both",
        ),
        (
            semeval,
            SEMEVAL.replace("no gap", "no" * 3000),
            "line 3: .*answer can't be used .*at most 4000",
        ),
        (semeval, SEMEVAL.replace("Slowly.", " "), "line 4: .*at least 1 character"),
        (semeval, SEMEVAL.replace("train", "dev"), "'train'"),
        (korsts, KORSTS.replace("2.5", "so-so"), "line 3: score is no number but 'so-so'"),
        (korsts, KORSTS.replace("2.5", "nan"), "line 3: score is no number but 'nan'"),
        (korsts, KORSTS.replace("2.5", "0").replace("5.000", "0"), "different scores"),
    ],
)
def test_cell_that_makes_no_sense_is_named_by_line(file, reader, text, reason):
    with pytest.raises(BadDataset, match=reason):
        reader(file(text))


def test_what_cannot_be_read_is_named(tmp_path):
    for path in (tmp_path / "missing.tsv", tmp_path):
        with pytest.raises(BadDataset, match=f"{path}: it can't be read"):
            semeval(path)
