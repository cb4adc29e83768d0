"""Threads: what is said to be shared freely is, and closing waits for calls."""

import threading

import pytest

import snaproll

THREADS = 6
ROUNDS = 60


def together(*functions):
    """Runs all at once; raises what one of them raised."""
    problems = []
    gate = threading.Barrier(len(functions))

    def guarded(function):
        gate.wait()
        try:
            function()
        except BaseException as problem:
            problems.append(problem)

    threads = [threading.Thread(target=guarded, args=(f,)) for f in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if problems:
        raise problems[0]


def test_threads_append_to_one_list(run):
    run["l"], run["d"] = [], {}

    def work(number):
        for count in range(ROUNDS):
            run["l"].append([number, count])
            run["d"][f"{number}-{count}"] = count

    together(*(lambda n=n: work(n) for n in range(THREADS)))
    assert len(run["l"]) == len(run["d"]) == THREADS * ROUNDS
    for number in range(THREADS):
        mine = [count for who, count in run["l"].plain() if who == number]
        assert mine == list(range(ROUNDS))


def test_threads_pop_each_element_once(run):
    run["l"] = list(range(THREADS * 20))
    popped = [[] for _ in range(THREADS)]

    def work(mine):
        for _ in range(20):
            mine.append(run["l"].pop())

    together(*(lambda m=m: work(m) for m in popped))
    assert sorted(sum(popped, [])) == list(range(THREADS * 20))
    assert run["l"] == []


def test_threads_set_a_default_once(run):
    found = []
    together(
        *(
            lambda n=n: [
                found.append((count, run.setdefault(f"k{count}", [n]).plain()))
                for count in range(ROUNDS)
            ]
            for n in range(THREADS)
        )
    )
    assert len(set((count, tuple(item)) for count, item in found)) == ROUNDS


def test_threads_add_in_transactions(run):
    run["n"] = 0

    def add(t):
        t["n"] += 1

    def work():
        for _ in range(20):
            run.transact(add, attempts=10_000)

    together(*[work] * THREADS)
    assert run["n"] == THREADS * 20


def test_no_snapshot_sees_half_of_a_transaction():
    run = snaproll.Execution(max_snapshots=snaproll.UNLIMITED)
    run.update({"a": 0, "b": 0})
    stop = threading.Event()

    def write():
        for count in range(1, 300):
            run.update({"a": count, "b": -count})
        stop.set()

    def read():
        while not stop.is_set():
            variables = run.manager.get(run.snapshot()).variables.plain()
            assert variables["a"] == -variables["b"]
            variables = run.plain()
            assert variables["a"] == -variables["b"]

    together(write, read, read)


def test_snapshots_are_taken_listed_and_applied_while_others_write():
    run = snaproll.Execution(max_snapshots=snaproll.UNLIMITED)

    def write():
        for count in range(ROUNDS):
            run["x"] = count

    def history():
        for _ in range(ROUNDS):
            run.rollback_to(run.snapshot())
            listed = run.snapshots()
            assert len(listed.ids) == len(listed.labels) == len(listed)

    def steps():
        for count in range(ROUNDS):
            assert run.step(f"n{count}", lambda: count) == count

    together(write, history, history, steps)


def test_value_is_read_by_many():
    value = snaproll.Value({"l": list(range(1_000))})
    together(
        *[lambda: [value["l"][n].plain() for n in range(1_000)]] * THREADS,
        lambda: [value.ref().close() for _ in range(1_000)],
    )


@pytest.mark.parametrize(
    "make, use",
    [
        (lambda: snaproll.Context("flow"), lambda c: c.update({"a": [1] * 100})),
        (lambda: snaproll.Value([1] * 500), lambda v: v.to_json()),
        (lambda: snaproll.Execution(), lambda r: r.snapshot("x")),
        (lambda: snaproll.Manager(), lambda m: m.summary().to_json()),
        (lambda: snaproll.NodeResult(), lambda n: n.succeed([1] * 100)),
        (lambda: snaproll.ManualClock(), lambda c: c.now()),
    ],
)
def test_closing_while_others_call_is_safe(make, use):
    for _ in range(20):
        handle = make()
        begun = threading.Event()

        def work():
            try:
                while True:
                    use(handle)
                    begun.set()
            except snaproll.UnusableError:
                pass

        def close():
            begun.wait()
            handle.close()

        together(work, work, close, close)
        assert handle.closed


def test_node_result_is_used_by_many_in_turn():
    result = snaproll.NodeResult()

    def work(number):
        for count in range(ROUNDS):
            result.succeed("x" * (number * count))
            result.set_token_usage(number, count)
            assert set(result.output) <= {"x"}
            assert result.metrics["duration_ms"] >= 0

    together(*(lambda n=n: work(n) for n in range(THREADS)))


def test_cancel_stops_a_long_call_on_another_thread(context):
    text = "[" + ",".join(["[1,2,3]"] * 400_000) + "]"
    cancel = snaproll.Cancel()
    timer = threading.Timer(0.005, cancel.trigger)
    timer.start()
    try:
        with pytest.raises(snaproll.StoppedError):
            for _ in range(100):
                snaproll.Value.parse(text, cancel=cancel)
    finally:
        timer.join()


def test_one_plan_is_applied_by_one_thread(run):
    run["a"] = 1
    run.snapshot()
    run["a"] = 2
    plan = run.plan_rollback()
    done, refused = [], []

    def work():
        try:
            done.append(run.apply_plan(plan))
        except snaproll.ConflictError:
            refused.append(1)

    together(*[work] * THREADS)
    assert len(done) == 1 and len(refused) == THREADS - 1
    assert run["a"] == 1 and run.undo_count == 1


def test_threads_share_patches_and_insert_and_extend(run):
    run["l"] = []
    before = run.context.take_snapshot()
    patch = snaproll.diff([1], [1, 2])

    def work(number):
        for count in range(ROUNDS // 3):
            run["l"].insert(0, number)
            run["l"].extend([number, number])
            run["l"][:2] = run["l"][:2]
            assert patch.apply([1]) == [1, 2] and list(patch)[0]["path"] == ""
            assert run.context.diff(before)

    together(*(lambda n=n: work(n) for n in range(THREADS)))
    assert len(run["l"]) == 3 * THREADS * (ROUNDS // 3)
