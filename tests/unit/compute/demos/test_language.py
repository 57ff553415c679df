"""What the demos of language models show."""

import pytest
import torch

from compute import plots  # noqa: F401 - sets the fonts
from compute.demos import bpe_ko_en, lora_rank
from compute.problems import Refused
from tests.unit.compute.demos.lesson import metrics


def test_two_layers_learn_to_copy_by_an_induction_head_and_one_layer_does_not() -> None:
    found = metrics("attention-induction")
    assert found["highest_loss_2"] < found["chance"] / 4
    assert found["lowest_loss_1"] > found["chance"] / 2
    assert min(found["before_2"], found["after_2"]) > 0.75
    assert found["after_1"] < 0.4


def test_a_character_that_no_font_has_is_drawn_as_a_question_mark() -> None:
    assert [bpe_ko_en.drawable(one) for one in "가a\U0010fffd"] == ["가", "a", "?"]


def test_one_layer_copies_from_a_fixed_distance_without_looking_at_letters() -> None:
    found = metrics("attention-induction", layers="1", distance="fixed", steps=60)
    assert found["highest_loss_1"] < found["chance"] / 4
    assert found["before_1"] < 0.4


def test_a_few_ranks_come_near_full_fine_tuning_with_a_part_of_its_parameters() -> None:
    found = metrics("lora-rank")
    assert found["accuracy_16"] > found["accuracy_full"] - 0.03
    assert found["accuracy_1"] > found["accuracy_frozen"] + 0.2
    assert 0 < found["trained_4"] < 0.1 * found["trained_full"]


def test_a_task_farther_away_takes_a_higher_rank() -> None:
    near, far = (metrics("lora-rank", preset=name) for name in ("near-task", "far-task"))
    behind = [one["accuracy_full"] - one["accuracy_1"] for one in (near, far)]
    assert behind[0] < 0.05 < 0.15 < behind[1]


def test_adapters_begin_with_what_the_frozen_model_does() -> None:
    model, x = torch.nn.Linear(3, 2), torch.randn(4, 3)
    forward, (b, a) = lora_rank.adapted(model, 1)
    torch.testing.assert_close(forward(x), model(x))
    assert (b.shape, a.shape) == ((2, 1), (1, 3))


def test_the_share_of_korean_decides_which_language_is_dear() -> None:
    found = [metrics("bpe-ko-en", korean=share) for share in (0.0, 0.5, 1.0)]
    without, half, alone = (one["ratio"] for one in found)
    assert without > 2 > 1.1 > half > 0.8 > 0.6 > alone
    assert found[0]["ko"] > 2 * found[2]["ko"]


def test_the_most_frequent_pair_is_merged_first_and_tokens_join_to_the_text() -> None:
    merges = bpe_ko_en.learn(["low low low low low slow slow slow lot lot lot lot"], 2)
    assert merges == [(b"l", b"o"), (b"lo", b"w")]
    assert bpe_ko_en.encoded("slow", merges) == [b"s", b"low"]
    assert b"".join(bpe_ko_en.encoded("하늘 🙂", merges)).decode() == "하늘 🙂"


@pytest.mark.parametrize("text", ["", "\x00", "a\nb", "\u202e", "가" * 31])
def test_a_text_that_cannot_be_shown_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(Refused, match="text has to be"):
        bpe_ko_en.DEMO.check({"text": text})


def test_heat_brings_variety_and_broken_words_and_top_p_mends_most_of_them() -> None:
    found = metrics("tiny-gpt-sampling")
    assert found["distinct_2"] > found["distinct_0.3"] + 0.2
    assert found["real_0.3"] > 0.9 > found["real_2"] + 0.2
    assert found["real_cut_2"] > found["real_2"] + 0.15


def test_a_cache_gives_the_same_tokens_and_has_the_bytes_of_the_formula() -> None:
    found = metrics("kv-cache", tokens=40, layers=3)
    assert found["same_tokens"] == 1
    assert found["passes"] == sum(range(1, 41))
    for kind, heads in (("mha", 8), ("gqa", 2), ("mqa", 1)):
        assert found[f"bytes_{kind}"] == 2 * 3 * heads * 16 * 40 * 4  # K and V, in float32


def test_a_small_beta_games_the_proxy_and_a_large_one_stays_near_the_reference() -> None:
    found = metrics("dpo-toy")
    assert found["start"] < found["true_peak_0.1"] - 1
    assert found["highest_end_0.1"] < found["lowest_peak_0.1"] - 0.5
    assert found["proxy_end_0.1"] > found["proxy_peak_0.1"] + 1
    assert found["kl_end_0.1"] > 3 > 1 > found["kl_end_3"]
    assert found["lowest_end_3"] > found["true_end_0.1"]


def test_where_the_proxy_is_right_a_small_beta_comes_closest_to_the_best_answer() -> None:
    found = metrics("dpo-toy", flaw=0)
    assert found["true_end_0.1"] > -0.3 > found["true_end_1"] > found["true_end_3"]
    assert found["true_end_0.1"] == pytest.approx(found["proxy_end_0.1"])
