"""What is downloaded from a model hub, and how long an answer is waited for."""

import threading

import pytest

from evaluators.encoders.hub import needed, within


def test_only_what_is_needed_is_downloaded():
    listed = ["README.md", ".gitattributes", "config.json", "modules.json", "1_Pooling/config.json"]
    wanted = ["config.json", "modules.json", "1_Pooling/config.json"]
    weights = ["model.safetensors", "2_Dense/pytorch_model.bin"]
    other = ["pytorch_model.bin", "onnx/model.onnx", "onnx/config.json", "openvino/a.json", "x.py"]
    assert sorted(needed(listed + weights + other)) == sorted(wanted + weights)
    assert "pytorch_model.bin" in needed(["config.json", "pytorch_model.bin"])


def test_an_answer_is_waited_for_only_so_long():
    with pytest.raises(TimeoutError):
        within(0.01, threading.Event().wait)


def test_an_answer_and_a_failure_come_through():
    assert within(60, lambda: "yes") == "yes"
    with pytest.raises(ZeroDivisionError):
        within(60, lambda: 1 / 0)
