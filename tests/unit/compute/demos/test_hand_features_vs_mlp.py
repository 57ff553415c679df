import torch

from compute.demos.hand_features_vs_mlp import hand_made
from tests.unit.compute.demos.lesson import metrics

SMALL = {"features": "ink"}
BOUNDS = [{"features": "ink,symmetry,rows,columns,edges"}]
FACTS: set[str] = set()


def test_learned_features_beat_the_plain_ones_that_people_chose() -> None:
    found = metrics("hand-features-vs-mlp")
    assert found["accuracy_mlp"] > 0.93
    assert found["accuracy_mlp"] > found["accuracy_together"] + 0.02
    assert found["accuracy_together"] > found["accuracy_rows"] + 0.05


def test_too_few_features_fail_and_expert_ones_keep_up() -> None:
    poor, expert = (
        metrics("hand-features-vs-mlp", preset=preset) for preset in ("too-little", "expert")
    )
    assert poor["accuracy_together"] < 0.5
    assert abs(expert["accuracy_together"] - expert["accuracy_mlp"]) < 0.04


def test_features_are_what_their_names_say() -> None:
    image = torch.zeros(1, 8, 8)
    image[0, 2, :] = 1.0
    found = hand_made(image.flatten(1), 8)
    assert found["ink"].item() == 1 / 8
    assert found["rows"][0].tolist() == [0, 0, 1, 0, 0, 0, 0, 0]
    assert set(found["columns"].flatten().tolist()) == {1 / 8}
    assert found["symmetry"][0, 0] > found["symmetry"][0, 1] == 0
    cells = found["edges"].view(6, 3, 3)
    assert cells[3].sum() == cells.sum() > 0
