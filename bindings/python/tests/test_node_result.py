"""NodeResult: the base form of rule J3."""

import json

import pytest

import snaproll
from conftest import SECOND, START
from snaproll import NodeResult, Outcome


def test_success_failure_and_skip_j3(clock):
    result = NodeResult(clock=clock)
    assert result.outcome is Outcome.PENDING
    assert result.started_at == START and result.completed_at is None
    assert result.metrics is None
    for missing in ("output", "message"):
        with pytest.raises(snaproll.NotFoundError):
            getattr(result, missing)
    result.succeed({"x": 1.0})
    assert result.outcome is Outcome.SUCCESS
    assert result.output == {"x": 1.0} and result.output_json == '{"x":1.0}'
    assert result.completed_at == START + SECOND
    assert result.metrics["duration_ms"] == 1_000
    result = NodeResult(clock=clock)
    result.fail("why")
    assert result.outcome is Outcome.FAILURE and result.message == "why"
    result = NodeResult(options=snaproll.Options(clock=clock))
    result.skip()
    assert result.outcome is Outcome.SKIPPED


def test_form_round_trip_j3(clock):
    result = NodeResult(clock=clock)
    result.succeed([None])
    result.retry_count = 2
    result.set_token_usage(3, 4)
    result.set_cost_usd(0.5)
    form = json.loads(result.to_json())
    members = ("started_at", "completed_at", "result", "retry_count", "metrics")
    assert form.keys() == set(members)
    assert form["result"] == {"Success": [None]} and form["retry_count"] == 2
    assert form["metrics"]["token_usage"]["total_tokens"] == 7
    assert form["metrics"]["cost_usd"] == 0.5
    again = NodeResult.from_json(result.to_json())
    assert again.to_json() == result.to_json()
    assert again.plain() == form and again.retry_count == 2
    again.metrics = None
    assert again.metrics is None and again.metrics_json == "null"
    again.metrics = form["metrics"]
    assert again.to_json() == result.to_json()


def test_faults_are_told(clock):
    result = NodeResult(clock=clock)
    with pytest.raises(snaproll.RangeError):
        result.set_cost_usd(float("inf"))
    with pytest.raises(snaproll.RangeError):
        result.retry_count = -1
    with pytest.raises(snaproll.RangeError):
        result.set_token_usage(2**32, 0)
    with pytest.raises(snaproll.ParseError):
        result.succeed_json("{")
    with pytest.raises(snaproll.TypeMismatchError):
        result.metrics = {"duration_ms": "long"}
    with pytest.raises(snaproll.NotFoundError) as caught:
        NodeResult.from_json("{}")
    assert caught.value.pointer == "/started_at"
    assert result.outcome is Outcome.PENDING


def test_it_can_be_recorded(context, clock):
    result = NodeResult(clock=clock)
    result.succeed("done")
    context.node_results["n"] = result
    assert context.get_node_result_json("n") == snaproll.Value(result).to_json()
    assert context.node_results["n"]["result"] == {"Success": "done"}
