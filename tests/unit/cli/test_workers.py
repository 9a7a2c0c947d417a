import pytest

from fibrocare.cli.workers import spread


def test_gives_every_result_in_the_order_of_the_items():
    assert list(spread(lambda chunk: [item * 2 for item in chunk], range(400))) == [item * 2 for item in range(400)]


def test_reads_no_further_ahead_than_it_must():
    read = []

    def items():
        for item in range(10_000):
            read.append(item)
            yield item

    results = spread(lambda chunk: chunk, items())
    next(results)

    assert len(read) < 2_000
    results.close()


def test_nothing_gives_nothing():
    assert list(spread(lambda chunk: chunk, [])) == []


def test_a_fault_of_the_task_is_not_swallowed():
    with pytest.raises(ZeroDivisionError):
        list(spread(lambda chunk: [1 // item for item in chunk], [1, 0]))
