"""ZIP packages of XML (OOXML, OpenDocument), read within bounds."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

MAX_UNZIPPED = 60_000_000
MAX_XML = 15_000_000
MAX_DEPTH = 200


class Damaged(Exception):
    """The file is not what it says it is, or is cut."""


class TooLarge(Exception):
    """The file, unpacked, goes over a bound."""


class Encrypted(Exception):
    """The file needs a password."""


class NoText(Exception):
    """The file is whole and holds no text."""


class Package:
    """A ZIP file whose entries are unpacked one at a time, all together at most MAX_UNZIPPED octets."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise Damaged from error
        self._left = MAX_UNZIPPED
        self.names = [info.filename for info in self._zip.infolist()[:10_000]]

    def read(self, name: str) -> bytes | None:
        """The entry's bytes, or None if there is none. Raises Damaged, TooLarge or Encrypted."""
        try:
            info = self._zip.getinfo(name)
        except KeyError:
            return None
        if info.flag_bits & 1:
            raise Encrypted
        try:
            with self._zip.open(info) as entry:
                content = entry.read(self._left + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
            raise Damaged from error
        self._left -= len(content)
        if self._left < 0:
            raise TooLarge
        return content

    def xml(self, name: str) -> ET.Element | None:
        """The entry as XML, or None if there is none."""
        content = self.read(name)
        return None if content is None else parse_xml(content)

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """Relationship id → (kind, target) of an OPC part (ECMA-376 part 2 section 9.3); paths made absolute."""
        folder, base = posixpath.split(name)
        root = self.xml(f"{folder}/_rels/{base}.rels")
        found: dict[str, tuple[str, str]] = {}
        for relation in root if root is not None else ():
            target = relation.get("Target", "")
            if relation.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
            found[relation.get("Id", "")] = relation.get("Type", "").rpartition("/")[2], target
        return found


def parse_xml(content: bytes) -> ET.Element:
    """The root element. Raises Damaged on bad XML and on any DTD, TooLarge beyond the bounds."""
    if len(content) > MAX_XML:
        raise TooLarge
    head = content[:4096].replace(b"\0", b"").upper()
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise Damaged
    try:
        parser: Any = _new_parser()
        root, depth = None, 0
        for at in range(0, len(content), 1 << 16):
            parser.feed(content[at : at + (1 << 16)])
            root, depth = _descend(parser, root, depth)
        parser.close()
        root, _ = _descend(parser, root, depth)
    except (ET.ParseError, ValueError, LookupError) as error:
        raise Damaged from error
    if root is None:
        raise Damaged
    return root


def _new_parser() -> Any:
    return ET.XMLPullParser(("start", "end"))


def _descend(parser: Any, root: ET.Element | None, depth: int) -> tuple[ET.Element | None, int]:
    for event, element in parser.read_events():
        if event == "start":
            root = element if root is None else root
            depth += 1
            if depth > MAX_DEPTH:
                raise TooLarge
        else:
            depth -= 1
    return root, depth


def local(element: ET.Element) -> str:
    """The tag without its namespace: transitional and strict OOXML differ in nothing else here."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: ET.Element, name: str) -> str | None:
    """The attribute of that local name, whatever its namespace."""
    for key, value in element.attrib.items():
        if key == name or key.endswith("}" + name):
            return value
    return None


def child(element: ET.Element | None, *path: str) -> ET.Element | None:
    """The first descendant along a path of local names."""
    for name in path:
        element = next((e for e in element if local(e) == name), None) if element is not None else None
    return element


def children(element: ET.Element | None, name: str) -> Iterator[ET.Element]:
    """Direct children of that local name."""
    return (e for e in element if local(e) == name) if element is not None else iter(())


def value(element: ET.Element | None, *path: str, name: str = "val") -> str | None:
    """The attribute (w:val and its like) of the descendant along a path, or None."""
    found = child(element, *path)
    return attribute(found, name) if found is not None else None
