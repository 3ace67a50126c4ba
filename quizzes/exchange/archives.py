"""A zip of text files to its members; a zip is hostile until it is read to the end."""

from __future__ import annotations

import dataclasses
import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

MAX_MEMBERS = 200  # files and folders of one zip
MAX_MEMBER = 5_000_000  # bytes of one file, counted while it is unpacked
MAX_TOTAL = 20_000_000  # bytes of all files together
CHUNK = 65_536  # bytes that are unpacked at a time

MAGIC: Final = (b"PK\x03\x04", b"PK\x05\x06")
TEXTS: Final = frozenset({".md", ".markdown", ".txt", ".csv", ".tsv", ".gift"})
PICTURES: Final = frozenset({".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".bmp", ".tif", ".tiff", ".avif"})
ARCHIVES: Final = frozenset({".zip", ".apkg", ".colpkg", ".gz", ".tar", ".tgz", ".bz2", ".xz", ".7z", ".rar"})
FURNITURE: Final = ("__MACOSX", ".obsidian", ".git", ".trash")  # folders that programs leave beside a deck
KINDS_OF_FILE = (0, stat.S_IFREG, stat.S_IFDIR)
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
WRITTEN_BY_UNIX = 3
ENCRYPTED = 0x1


@dataclasses.dataclass(frozen=True, kw_only=True)
class Member:
    """One file of the zip. fault: why it is not read; then data is empty."""

    name: str
    data: bytes = b""
    fault: str = ""


def is_archive(data: bytes) -> bool:
    return data.startswith(MAGIC)


def members(data: bytes) -> Iterator[Member]:
    """Every file in the order of its name, read or with its fault; a fault of the zip itself has the name "".

    Nothing is written to the disk. Sizes count as they are unpacked; what the zip says of them is not believed.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield from _members(archive)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, OverflowError, LookupError) as error:
        yield Member(name="", fault=f"this zip cannot be read: {error}")


def _members(archive: zipfile.ZipFile) -> Iterator[Member]:
    infos = archive.infolist()
    if len(infos) > MAX_MEMBERS:
        yield Member(name="", fault=f"this zip holds {len(infos):,} files; at most {MAX_MEMBERS} are read")
        return
    seen: set[str] = set()
    left = MAX_TOTAL
    for info in sorted(infos, key=lambda info: info.filename):
        fault = _fault(info) or ("another file of this zip has the same name" if info.filename in seen else "")
        seen.add(info.filename)
        if fault:
            yield Member(name=info.filename, fault=fault)
        elif not info.is_dir() and not _is_furniture(info.filename):
            member = _unpacked(archive, info, left)
            yield member
            left -= len(member.data)
            if left <= 0:
                return


def _fault(info: zipfile.ZipInfo) -> str:
    path = PurePosixPath(info.filename)
    mode = info.external_attr >> 16
    if "\\" in info.orig_filename or "\0" in info.orig_filename or not info.orig_filename.isprintable():
        return "the name of this file holds signs that no name should"
    if path.is_absolute() or ".." in path.parts or info.filename[1:2] == ":":
        return "the name of this file leads out of the zip"
    if info.create_system == WRITTEN_BY_UNIX and stat.S_IFMT(mode) not in KINDS_OF_FILE:
        return "this is a link or a device, not a file"
    if info.flag_bits & ENCRYPTED:
        return "this file is encrypted; pack it without a password"
    if info.compress_type not in METHODS:
        return "this file is packed in a way that is not read here; pack it with the usual method (deflate)"
    return "" if info.is_dir() or _is_furniture(info.filename) else _wrong_ending(path.suffix.lower())


def _wrong_ending(suffix: str) -> str:
    if suffix in TEXTS:
        return ""
    if suffix in PICTURES:
        return "pictures are not imported; take it out of the zip, and out of the questions that show it"
    if suffix in ARCHIVES:
        return "an archive within the zip is not opened; unpack it first"
    return f"this is no text file; read are {', '.join(sorted(TEXTS))}"


def _is_furniture(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return bool(parts) and (parts[0] in FURNITURE or parts[-1] in (".DS_Store", "Thumbs.db"))


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, left: int) -> Member:
    most = min(MAX_MEMBER, left)
    chunks, size = [], 0
    try:
        with archive.open(info) as file:
            while chunk := file.read(CHUNK):
                size += len(chunk)
                if size > most:
                    return Member(name=info.filename, fault=f"this file unpacks to more than {most:,} bytes")
                chunks.append(chunk)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, RuntimeError, LookupError) as error:
        return Member(name=info.filename, fault=f"this file cannot be unpacked: {error}")
    data = b"".join(chunks)
    if is_archive(data):
        return Member(name=info.filename, fault="an archive within the zip is not opened; unpack it first")
    return Member(name=info.filename, data=data)
