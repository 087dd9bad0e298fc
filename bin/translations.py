"""Catalogues brought up to date with the code: texts that are new, gone, or back again.

`translations.py [LANGUAGE ...]` updates and compiles every catalogue of app/translations/, begins one for
each language named that has none, and lists what is not translated yet (exit status 1). A text that left the
code stays at its catalogue's end as obsolete, and is used again when the text comes back.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from babel import Locale
from babel.messages import extract, frontend, mofile, pofile
from babel.messages.catalog import Catalog, Message

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "app" / "translations"
KEYWORDS = {**extract.DEFAULT_KEYWORDS, "lazy_gettext": None}
ROOMS = ("app", "maps")
"""What is read; sms/ has its words as data files, tests/ has none."""


def main() -> int:
    """Update all catalogues; 1 when one lacks a translation."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("language", nargs="*", help="a language to begin, such as pt")
    begun = parser.parse_args().language
    template = collect()
    missing = 0
    for language in sorted({*find_languages(), *begun}):
        path = find_path(language)
        catalogue = read(path) if path.exists() else begin(language)
        refresh(catalogue, template)
        write(catalogue, path)
        for message in find_missing(catalogue):
            missing += 1
            sys.stdout.write(f"{language}: {message.id!r}\n")
    return 1 if missing else 0


def collect() -> Catalog:
    """Every text of the code and the templates, with the files it stands in."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as lines:
        methods, options = frontend.parse_mapping_cfg(lines)  # type: ignore[no-untyped-call]
    template = Catalog(fuzzy=False)
    for room in ROOMS:
        found = extract.extract_from_dir(ROOT / room, methods, options, keywords=KEYWORDS)
        for file, line, text, comments, context in found:
            template.add(text, None, [(f"{room}/{file}", line)], auto_comments=comments, context=context)
    return template


def find_languages() -> list[str]:
    """The languages that have a catalogue."""
    return sorted(path.parts[-3] for path in FOLDER.glob("*/LC_MESSAGES/messages.po"))


def find_path(language: str) -> Path:
    """Where a language's catalogue is or will be."""
    return FOLDER / language / "LC_MESSAGES" / "messages.po"


def begin(language: str) -> Catalog:
    """An empty catalogue of a language."""
    name = Locale.parse(language).get_display_name("en")
    return Catalog(
        locale=language,
        header_comment=f"# Safelight in {name}. How to translate: docs/translating.md",
        project="Safelight",
        version="0.1",
        msgid_bugs_address="-",
        last_translator="-",
        fuzzy=False,
    )


def read(path: Path) -> Catalog:
    """A catalogue from its file."""
    with path.open("rb") as file:
        return pofile.read_po(file, locale=path.parts[-3])


def refresh(catalogue: Catalog, template: Catalog) -> None:
    """Give a catalogue the template's texts; guesses are never made, since a wrong sentence can harm."""
    for key, message in list(catalogue.obsolete.items()):
        if message.id in template:
            del catalogue.obsolete[key]
            catalogue[message.id] = message
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)


def write(catalogue: Catalog, path: Path) -> None:
    """Write a catalogue and its compiled form; no line numbers, so that a diff shows changed texts only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        pofile.write_po(file, catalogue, width=100, sort_by_file=True, include_lineno=False)
    with path.with_suffix(".mo").open("wb") as file:
        mofile.write_mo(file, catalogue)


def find_missing(catalogue: Catalog) -> list[Message]:
    """The texts without a translation, or with a doubtful one."""
    return [message for message in catalogue if message.id and (message.fuzzy or not is_whole(message))]


def is_whole(message: Message) -> bool:
    """Whether a message is translated in every form that its language has."""
    forms = [message.string] if isinstance(message.string, str) else message.string or [""]
    return all(forms)


if __name__ == "__main__":
    sys.exit(main())
