import pytest

from tests.banks.texts import FRONT, question
from tests.exchange.texts import drafted, problems, reading, remarks

BANK = FRONT.replace("area: math\n", "area: math\ndefaults: {level: expert, author: Grace, multi: true}\n")


def test_blocks_come_through_as_they_are() -> None:
    found = reading(question("a") + question("b"))
    assert [item.source for item in found.items] == [question("a"), question("b")]


@pytest.mark.parametrize("yaml", ["tags: [la]", "{tags: [la]}", "{}"])
def test_what_the_bank_says_for_all_is_written_into_each(yaml: str) -> None:
    (read,) = drafted(reading(BANK + question("a", yaml=yaml)))
    assert (read.level, read.author, "multi" in read.fields.data) == ("expert", "Grace", False)


def test_a_block_without_a_fence_gets_one() -> None:
    (read,) = drafted(reading(BANK + "## a\n\nWhat?\n\n**Answer:** That.\n\n**Why:** So.\n"))
    assert read.level == "expert"


def test_a_remark_names_the_line_of_the_file() -> None:
    found = reading(BANK + question("a") + question("b", sections="**Answer:** x\n\n**Why:** a $b"))
    assert [told.split(":")[0] for told in remarks(found)] == ["31"]


def test_an_id_is_never_used_twice() -> None:
    found = reading(question("a") + question("a") + question("b"), taken=("b",))
    assert [told.split(";")[0] for told in problems(found)] == [
        "14: the id a stands on line 1 of deck.txt",
        "27: the id b is in use",
    ]


def test_broken_yaml_is_a_problem() -> None:
    (told,) = problems(reading(question("a", yaml="level: [")))
    assert told.startswith(("4: the YAML cannot be read", "5: the YAML cannot be read"))
