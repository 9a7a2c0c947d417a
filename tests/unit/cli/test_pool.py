import pytest

from fibrocare.cli.pool import Pool


@pytest.fixture(params=[10**9, 1], ids=["in memory", "on disk"])
def pool(request):
    return Pool(in_memory=request.param)


def test_keeps_people_apart(pool):
    for number in range(200):
        pool.add(f"p{number % 20}", "Condition", f'{{"n":{number}}}'.encode())

    people = dict(pool.people())

    assert len(people) == 20
    for name, resources in people.items():
        assert [int(text[5:-1]) % 20 for _, text in resources] == [int(name[1:])] * 10


def test_gives_everything_back_once(pool):
    pool.add("a", "Patient", b"{}")

    assert list(pool.people()) == [("a", [("Patient", b"{}")])]
    assert list(pool.people()) == []


def test_shared_resources_go_to_everyone(pool):
    pool.shared.append(("Medication", b"{}"))
    pool.add("a", "Patient", b"{}")
    pool.add("b", "Patient", b"{}")

    assert {name: len(resources) for name, resources in pool.people()} == {"a": 2, "b": 2}


def test_odd_names_do_not_break_the_columns(pool):
    pool.add("tab\there", "Patient", b'{"a": 1}')
    pool.add("b", "Patient", b"{}")

    assert len(list(pool.people())) == 2
