"""Where the compute of each bot keeps its results."""

from pathlib import Path

from bot.app.results_folder import results_folder


def test_each_bot_on_a_data_folder_has_a_folder_for_results_and_a_lone_one_the_same_again(
    tmp_path: Path,
) -> None:
    with results_folder(tmp_path) as first, results_folder(tmp_path) as second:
        assert (first, second) == (tmp_path, tmp_path / "compute-2")
        with results_folder(tmp_path) as third:
            assert third == tmp_path / "compute-3"
    with results_folder(tmp_path) as again:
        assert again == tmp_path
