"""Measure a sentence encoder on texts it has not seen.

python -m evaluators.training.evaluate --model PATH --data FOLDER [--json]
"""

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table
from scipy.stats import pearsonr, spearmanr  # type: ignore[import-untyped]
from sentence_transformers import SentenceTransformer

from evaluators.training.corpus import Pair, Scored, held_out_pairs, klue_dev, korsts_dev


def evaluate(model: SentenceTransformer, data: Path) -> dict[str, float]:
    """Return every quality number of `model`, by name."""
    korsts, klue, pairs = korsts_dev(data), klue_dev(data), held_out_pairs(data)
    cosines = similarities(model, klue)
    human = [row.similarity for row in klue]
    return {
        "korsts_dev_spearman": float(
            spearmanr(similarities(model, korsts), [row.similarity for row in korsts]).statistic
        ),
        "klue_dev_spearman": float(spearmanr(cosines, human).statistic),
        "klue_dev_pearson": float(pearsonr(cosines, human).statistic),
        "retrieval_en_ko": retrieval(model, pairs),
        "retrieval_ko_en": retrieval(model, [Pair(pair.ko, pair.en) for pair in pairs]),
    }


def similarities(model: SentenceTransformer, rows: Sequence[Scored]) -> np.ndarray:
    """Return the cosine of each scored pair."""
    a, b = encode(model, [row.a for row in rows]), encode(model, [row.b for row in rows])
    return np.asarray((a * b).sum(axis=1))


def retrieval(model: SentenceTransformer, pairs: Sequence[Pair]) -> float:
    """Return the share of first sides whose nearest second side is their own translation."""
    cosines = (
        encode(model, [pair[0] for pair in pairs]) @ encode(model, [pair[1] for pair in pairs]).T
    )
    return float((cosines.argmax(axis=1) == np.arange(len(pairs))).mean())


def encode(model: SentenceTransformer, texts: Sequence[str]) -> np.ndarray:
    """Return one float32 unit vector per text."""
    return model.encode(list(texts), normalize_embeddings=True).astype(np.float32)


def speed(model: SentenceTransformer, data: Path, repeats: int = 5) -> float:
    """Return how many sentences of KorSTS dev the CPU encodes in a second, at best."""
    texts = [row.a for row in korsts_dev(data)]
    elapsed_s = []
    for _ in range(repeats):
        start = time.perf_counter()
        model.encode(texts)
        elapsed_s.append(time.perf_counter() - start)
    return len(texts) / min(elapsed_s)


def size_mb(folder: Path) -> float:
    """Return the size of all files under `folder` in megabytes (10^6 bytes)."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(
        prog="evaluators.training.evaluate", description="Measure a sentence encoder."
    )
    parser.add_argument(
        "--model", type=Path, required=True, help="folder of a sentence-transformers model"
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with the evaluation sets")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(arguments)

    model = SentenceTransformer(str(options.model), device="cpu")
    numbers = evaluate(model, options.data)
    numbers |= {"size_mb": size_mb(options.model), "sentences_per_s": speed(model, options.data)}
    if options.json:
        print(json.dumps(numbers))
        return
    table = Table("measure", "value")
    for name, value in numbers.items():
        table.add_row(name, f"{value:,.3f}" if value < 100 else f"{value:,.0f}")
    Console().print(table)


if __name__ == "__main__":
    main()
