import io
import zipfile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from quizzes.exchange import archives
from quizzes.exchange.archives import MAX_MEMBERS, members
from tests.exchange.texts import problems, reading, zipped

CARD = "Q: a\nA: b\n"


def with_entry(
    name: str, data: bytes = b"x", *, mode: int = 0, flags: int = 0, method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr, info.compress_type = 3, mode << 16, method
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(info, data)
        archive.filelist[0].flag_bits |= flags
    return packed.getvalue()


def test_every_text_of_a_zip_is_read_under_its_name() -> None:
    found = reading(zipped({"b/two.md": "Q: c\nA: d\n", "one.md": CARD, "__MACOSX/._one.md": "x"}), name="decks.zip")
    assert [(item.file, item.slug) for item in found.items] == [("decks.zip/b/two.md", "c"), ("decks.zip/one.md", "a")]
    assert found.problems == ()


@pytest.mark.parametrize(
    ("packed", "fault"),
    [
        (with_entry("/etc/cards.md"), "leads out of the zip"),
        (with_entry("a/../../cards.md"), "leads out of the zip"),
        (with_entry("C:/cards.md"), "leads out of the zip"),
        (with_entry("a\\..\\cards.md"), "signs that no name should"),
        (with_entry("a\x1b[31m.md"), "signs that no name should"),
        (with_entry("cards.md", b"/etc/passwd", mode=0o120777), "a link or a device"),
        (with_entry("cards.md", mode=0o020666), "a link or a device"),
        (with_entry("cards.md", flags=1), "encrypted"),
        (with_entry("cards.md", method=zipfile.ZIP_LZMA), "the usual method"),
        (with_entry("more.zip"), "an archive within the zip"),
        (with_entry("more.md", zipped({"a.md": CARD})), "an archive within the zip"),
        (with_entry("brain.png"), "pictures are not imported"),
        (with_entry("run.exe"), "no text file"),
        (zipped({f"{number}.md": CARD for number in range(MAX_MEMBERS + 1)}), "at most 200 are read"),
        (b"PK\x03\x04 and nothing more", "cannot be read"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_hostile_zip_is_refused(packed: bytes, fault: str) -> None:
    found = list(members(packed))
    assert [fault in member.fault for member in found] == [True]
    assert all(member.data == b"" for member in found)
    assert reading(packed, name="x.zip").items == ()


def test_a_bomb_is_stopped_while_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_MEMBER", 1_000)
    (member,) = members(zipped({"a.md": b"a" * 1_001}))
    assert (member.fault, member.data) == ("this file unpacks to more than 1,000 bytes", b"")


def test_many_small_files_do_not_make_a_bomb_either(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_TOTAL", 1_500)
    found = list(members(zipped({f"{name}.md": b"a" * 1_000 for name in "abc"})))
    assert [member.fault for member in found] == ["", *["this file unpacks to more than 500 bytes"] * 2]


def test_a_size_that_lies_is_not_believed() -> None:
    packed = bytearray(zipped({"a.md": b"a" * 100_000}))
    for at in range(len(packed) - 4):
        if packed[at : at + 4] == (100_000).to_bytes(4, "little"):
            packed[at : at + 4] = (10).to_bytes(4, "little")
    assert [bool(member.fault) for member in members(bytes(packed))] == [True]


def test_one_bad_file_stops_the_whole_upload() -> None:
    found = reading(zipped({"a.md": CARD, "b.md": b"\xff"}), name="x.zip")
    assert problems(found) == ["1: the byte 0xff is not UTF-8; save the file as UTF-8"]
    assert found.problems[0].file == "x.zip/b.md"


@settings(max_examples=200, deadline=None)
@given(at=st.integers(0, 400), bits=st.integers(1, 255), cut=st.integers(0, 400))
@example(at=6, bits=1, cut=400)
def test_a_damaged_zip_never_raises(at: int, bits: int, cut: int) -> None:
    packed = bytearray(zipped({"a.md": CARD * 20, "b/c.csv": "prompt,answer\na,b\n"}))
    packed[at % len(packed)] ^= bits
    assert isinstance(list(members(bytes(packed[: len(packed) - 400 + cut or None]))), list)
