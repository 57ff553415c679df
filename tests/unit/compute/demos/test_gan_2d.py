from tests.unit.compute.demos.lesson import metrics

SMALL = {"steps": 30, "batch": 16, "dcgan_steps": 4}
BOUNDS = [
    {"steps": 30, "batch": 2, "dcgan_steps": 1},
    {"steps": 60, "batch": 256, "dcgan_steps": 1, "bn_g": "false"},
]
FACTS = {"0", "8"}


def test_with_batch_norm_the_generator_finds_the_clusters_sooner() -> None:
    found = metrics("gan-2d", dcgan_steps=1)
    assert found["clusters_bn"] >= 6 > 4 >= found["clusters_plain"]


def test_batch_norm_ties_a_sample_to_its_batch_and_more_so_in_a_small_one() -> None:
    large = metrics("gan-2d", dcgan_steps=1)
    tiny = metrics("gan-2d", dcgan_steps=1, preset="tiny-batch")
    assert large["shift_plain"] < 1e-6 < 2 * large["shift_bn"] < tiny["shift_bn"]
    assert tiny["clusters_bn"] < 3


def test_a_whole_dcgan_is_some_dozens_of_lines_and_learns_what_digits_look_like() -> None:
    import torch

    from compute.demos.dcgan import train_dcgan
    from compute.toolkit.data import digits
    from compute.toolkit.lab import Lab

    assert 40 <= metrics("gan-2d", dcgan_steps=1)["lines"] <= 80
    real = digits().x.mean(dim=0)
    one, many = ((train_dcgan(steps, Lab(0)).mean(dim=0).flatten() + 1) / 2 for steps in (1, 60))
    assert torch.dist(many, real) < 0.7 * torch.dist(one, real)
