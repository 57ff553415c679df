from compute.demos.gan_2d import clusters_hit
from compute.demos.gan_tricks import DEMO, GAMES, play, tricks
from compute.toolkit.lab import Lab

SMALL = {"steps": 20}
BOUNDS = [{"steps": 20, "lr_d": 0.02, "lr_g": 0.02}, {"steps": 20, "lr_d": 1e-5, "lr_g": 1e-5}]
FACTS = {"0.9", "3", "4", "8"}


def clusters(trick: str, **params: object) -> float:
    clouds = play(tricks()[trick], DEMO.check(params), Lab(0))
    return sum(map(clusters_hit, clouds)) / GAMES


def test_more_steps_of_the_discriminator_save_a_game_that_it_is_losing() -> None:
    assert clusters("slower_d") <= 2
    assert clusters("plain") <= 3 < 5 <= clusters("more_d_steps")


def test_they_are_not_enough_when_it_is_far_too_slow() -> None:
    assert clusters("more_d_steps", preset="weak-d") < 2
