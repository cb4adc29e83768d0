"""Step: one node being run, by function, by block and by hand."""

import pytest

import snaproll


class Broken(Exception):
    pass


def test_function_is_run_once_and_its_result_recorded(run):
    calls = []

    def fetch(url, *, times=1):
        calls.append(url)
        return (url, times)

    assert run.step("fetch", fetch, "u", times=2) == ["u", 2]
    assert run.step("fetch", fetch, "other") == ["u", 2]
    assert calls == ["u"] and run.is_done("fetch")
    result = run.node_results["fetch"]
    assert result["result"] == {"Success": ["u", 2]}
    assert result["retry_count"] == 0
    assert run.step("none", lambda: None) is None
    assert run.step("text", lambda: "plain") == "plain"
    assert run.unfinished() == []


def test_function_that_raises_is_rolled_back(run):
    run["a"] = [1]

    def work():
        run["a"].append(2)
        run["b"] = 1
        raise Broken("at two")

    with pytest.raises(Broken):
        run.step("work", work)
    assert run == {"a": [1]} and len(run.node_results) == 0
    (attempt,) = run.attempts("work")
    assert attempt.outcome == "rolled_back" and attempt.error == "Broken: at two"
    assert attempt.number == 1 and attempt.ended_at >= attempt.started_at
    assert run.step("work", lambda: 5) == 5
    assert [a.outcome for a in run.attempts()] == ["rolled_back", "finished"]
    assert run.node_results["work"]["retry_count"] == 1


def test_function_that_raises_fails_by_option(run):
    def work():
        run["b"] = 1
        raise Broken

    with pytest.raises(Broken):
        run.step("work", work, on_error="fail")
    assert run == {"b": 1}
    assert run.node_results["work"]["result"] == {"Failure": "Broken"}
    assert not run.is_done("work")
    assert run.attempts("work")[0].outcome == "failed"
    assert run.step("work", lambda: 1) == 1 and run.is_done("work")


def test_rolls_back_where_no_snapshot_is_kept():
    run = snaproll.Execution(auto_snapshot=False, max_snapshots=0)
    run["a"] = 1
    with run.step_begin("n") as step:
        assert step.snapshot_id is None
        run["a"] = 2
        result = step.rollback("no")
        assert result.success and result.variables_changed == 1
    assert run == {"a": 1} and len(run.snapshots()) == 0


def test_any_exception_is_rolled_back(run):
    def stop():
        run["a"] = 1
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run.step("n", stop)
    assert run == {} and run.unfinished() == []


def test_exceptions_without_a_usable_text_are_recorded(run):
    class Mute(Exception):
        def __str__(self):
            raise Broken

    for problem, message in (
        (Mute(), "Mute"),
        (Broken("\ud800"), "Broken: \\ud800"),
        (Broken("nul\0"), "Broken: nul\0"),
    ):

        def work(problem=problem):
            raise problem

        with pytest.raises(type(problem)):
            run.step("n", work)
        assert run.attempts("n")[-1].error == message


def test_message_above_the_limit_does_not_hide_the_exception():
    run = snaproll.Execution(limits={"text_bytes": 100})
    for on_error, outcome in (("rollback", "rolled_back"), ("fail", "failed")):

        def work():
            run["a"] = 1
            raise Broken("x" * 200)

        with pytest.raises(Broken):
            run.step("n", work, on_error=on_error)
        attempt = run.attempts("n")[-1]
        assert (attempt.outcome, attempt.error) == (outcome, "")
        assert ("a" in run) == (on_error == "fail")
    assert run.unfinished() == []


def test_result_that_is_no_json_is_rolled_back(run):
    def work():
        run["a"] = 1
        return {1, 2}

    with pytest.raises(snaproll.TypeMismatchError):
        run.step("n", work)
    assert run == {} and run.attempts()[0].outcome == "rolled_back"


def test_interrupt_behind_the_end_goes_on(run, monkeypatch):
    original = snaproll.Step._end

    def interrupted(self, *told):
        original(self, *told)
        self._ended = False  # As if it came before that was noted.
        raise KeyboardInterrupt

    monkeypatch.setattr(snaproll.Step, "_end", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run.step("n", lambda: 1)
    with pytest.raises(KeyboardInterrupt):
        with run.step_begin("m") as step:
            step.output = 2
    assert run.step("n", lambda: None) == 1 and run.step("m", lambda: None) == 2


def test_live_results_are_recorded_as_they_are(run):
    run["l"] = [1]
    result = run.step("n", lambda: run["l"])
    run["l"].append(2)
    assert result == [1] and type(result) is list
    assert run.step("n", lambda: None) == [1]


def test_block_finishes_with_its_output(run):
    with run.step_begin("charge", irreversible=True) as step:
        assert step.node == "charge" and not step.done
        assert step.attempt == 1 and step.snapshot_id is not None
        assert run.unfinished() == ["charge"]
        key = step.idempotency_key
        step.output = {"paid": 1.0}
    assert step.closed and run.is_done("charge")
    with run.step_begin("charge") as step:
        assert step.done and step.result == {"paid": 1.0}
        assert step.result_json == '{"paid":1.0}'
        step.output = "ignored"
    (attempt,) = run.attempts("charge")
    assert attempt.irreversible and attempt.idempotency_key == key
    with run.step_begin("empty"):
        pass
    assert run.step("empty", lambda: 1) is None


def test_block_that_raises_is_rolled_back_or_failed(run):
    for on_error, outcome, left in (
        ("rollback", "rolled_back", {}),
        ("fail", "failed", {"a": 1}),
    ):
        with pytest.raises(Broken):
            with run.step_begin(on_error, on_error=on_error):
                run["a"] = 1
                raise Broken
        assert run == left and run.attempts(on_error)[0].outcome == outcome
    with pytest.raises(snaproll.InvalidArgumentError):
        run.step_begin("n", on_error="ignore")
    assert run.attempts("n") == []


def test_block_whose_output_is_refused_is_rolled_back_or_failed(run):
    for on_error, outcome, left in (
        ("rollback", "rolled_back", {}),
        ("fail", "failed", {"a": 1}),
    ):
        with pytest.raises(snaproll.TypeMismatchError, match="set is no type"):
            with run.step_begin(on_error, on_error=on_error) as step:
                run["a"] = 1
                step.output = {1}
        (attempt,) = run.attempts(on_error)
        assert (attempt.outcome, run.unfinished()) == (outcome, []) and run == left
        assert attempt.error.startswith("TypeMismatchError: set is no type")


def test_idempotency_key_is_the_same_on_retry_and_another_elsewhere(run):
    keys = []
    for _ in range(2):
        step = run.step_begin("n")
        keys.append(step.idempotency_key)
        step.rollback("again")
    assert keys[0] == keys[1] != run.step_begin("m").idempotency_key
    with snaproll.Execution() as other:
        assert other.step_begin("n").idempotency_key != keys[0]


def test_step_is_ended_once(run):
    step = run.step_begin("n")
    with pytest.raises(snaproll.NotFoundError):
        step.result
    step.finish("text")
    assert step.result == "text"
    for end in (
        lambda: step.finish(),
        lambda: step.fail("x"),
        lambda: step.rollback("x"),
    ):
        with pytest.raises(snaproll.UnusableError):
            end()
    done = run.step_begin("n")
    with pytest.raises(snaproll.UnusableError):
        done.finish(1)


def test_older_attempt_conflicts_with_a_newer_one(run):
    older, newer = run.step_begin("n"), run.step_begin("n")
    with pytest.raises(snaproll.ConflictError):
        older.finish(1)
    with pytest.raises(snaproll.ConflictError):
        with older:
            raise Broken
    newer.finish(2)
    assert run.node_results["n"]["result"] == {"Success": 2}


def test_metrics_are_recorded_with_the_output(run):
    metrics = snaproll.NodeResult()
    metrics.set_token_usage(1, 2)
    step = run.step_begin("n")
    step.finish("x", metrics)
    recorded = run.node_results["n"].plain()
    assert recorded["result"] == {"Success": "x"}
    assert recorded["metrics"]["token_usage"]["total_tokens"] == 3
    with pytest.raises(snaproll.TypeMismatchError):
        run.step_begin("m").finish(1, {"token_usage": None})


def test_step_that_is_dropped_stays_unfinished(run):
    run.step_begin("n").close()
    with run.step_begin("m") as step:
        step.close()
    assert run.unfinished() == ["n", "m"]
    assert [a.outcome for a in run.attempts()] == ["open", "open"]
    assert run.attempts()[0].ended_at is None


def test_nodes_have_ids_of_1_to_255_bytes(run):
    with pytest.raises(snaproll.InvalidArgumentError):
        run.step("", lambda: 1)
    with pytest.raises(snaproll.LimitError):
        run.step_begin("x" * 256)
    with pytest.raises(snaproll.ParseError):
        run.step_begin("\ud800")
    assert run.attempts() == []
