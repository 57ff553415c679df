"""Train the unigram tokenizer of the bilingual encoder."""

from collections.abc import Iterable

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

UNKNOWN = "[UNK]"

# Runs of Hangul and of Latin letters, and any other character by itself, so that a Korean particle
# glued to an English term ("transformer는") does not change the term's tokens.
_RUNS = Regex(r"[가-힣ᄀ-ᇿ]+|[a-zà-öø-ÿ]+|\S")
# Format characters, variation selectors and emoji say nothing that is graded.
_SILENT = Regex(r"[\p{Cf}\x{FE00}-\x{FE0F}\x{2600}-\x{27BF}\x{1F000}-\x{1FAFF}]")
_SAME = {"−": "-", "–": "-", "—": "-", "⁄": "/", "‘": "'", "’": "'", "“": '"', "”": '"'}
_SYMBOLS = "αβγδεζηθικλμνξπρστυφχψω∂∇∑∏√∞≈≠≤≥±×÷∈∉∀∃→←↑↓⇒·°∥∝"


def train_tokenizer(texts: Iterable[str], size: int) -> Tokenizer:
    """Train a tokenizer of at most `size` tokens; token 0 is any character it has never seen."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Lowercase(),
            normalizers.Replace(_SILENT, ""),
            *(normalizers.Replace(old, new) for old, new in _SAME.items()),
        ]
    )
    # No mark of where words start: "(overfitting" and "overfitting" are then the same token.
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.WhitespaceSplit(),
            pre_tokenizers.Split(_RUNS, "isolated"),
        ]
    )
    trainer = trainers.UnigramTrainer(
        vocab_size=size,
        unk_token=UNKNOWN,
        special_tokens=[UNKNOWN],
        initial_alphabet=list(_SYMBOLS),
        max_piece_length=16,
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer
