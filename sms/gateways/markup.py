"""XML bodies into fields."""

from __future__ import annotations

from xml.parsers import expat

from sms import errors
from sms.gateways.base import Request


def read_xml(request: Request) -> dict[str, str]:
    """The text of each element that holds no other, by its name; of a name that comes again, the last.

    Raises:
        MalformedError: the body is no XML, or it declares a document type, through which entities would
            grow (the "billion laughs").
    """
    found: dict[str, str] = {}
    texts: list[str] = []
    is_leaf = False

    def start(_name: str, _attributes: object) -> None:
        nonlocal is_leaf
        texts.append("")
        is_leaf = True

    def end(name: str) -> None:
        nonlocal is_leaf
        text = texts.pop()
        if is_leaf:
            found[name] = text
        is_leaf = False

    def add(data: str) -> None:
        texts[-1] += data

    def refuse(*_declaration: object) -> None:
        raise errors.MalformedError("XML with a document type")

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = add
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(request.body, True)
    except (expat.ExpatError, ValueError, LookupError):
        raise errors.MalformedError("unreadable XML") from None
    return found
