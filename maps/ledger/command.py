"""Checks release files from the command line: needs nothing but the files and the publisher's key."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from maps.ledger import canonical, erratum, links
from maps.ledger.chain import verify_chain
from maps.ledger.seal import PublicKey
from maps.ledger.shape import Finding
from maps.ledger.verify import verify as verify_one

_KEY_DIGITS = 64


def read_key(given: str) -> PublicKey:
    """The key from its 64 hexadecimal digits, or from a file that holds them.

    Raises:
        click.BadParameter: it is neither.
    """
    path = Path(given)
    text = path.read_text("utf-8").strip() if len(given) != _KEY_DIGITS and path.is_file() else given.strip()
    if len(text) != _KEY_DIGITS or not set(text.lower()) <= set("0123456789abcdef"):
        raise click.BadParameter("a key is 64 hexadecimal digits, or a file that holds them")
    return PublicKey(bytes.fromhex(text))


def find_files(site: Path) -> list[Path]:
    """Every signed file of a copy of the site."""
    return sorted([*site.glob("releases/*/release.json"), *site.glob("releases/erratum-*.json")])


def describe(text: bytes) -> str:
    """A sound file in one line."""
    entry = canonical.load(text)
    if entry["schema"] == erratum.SCHEMA:
        return f"{entry['id']}: correction of {entry['release']}"
    names = ", ".join(table["name"] for table in entry["tables"]) or "no tables"
    return (
        f"{entry['id']}: ε {entry['epsilon']['release']:g} of {entry['epsilon']['life']:g}, {names},"
        f" published {entry['published']}"
    )


@click.command("verify")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", "given", help="The publisher's public key: 64 digits, or a file with them.")
@click.option(
    "--site",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A copy of the site: all its releases, and its key if none is given.",
)
def verify(files: tuple[Path, ...], given: str | None, site: Path | None) -> None:
    """Check releases from their FILES alone: hash, signature, partition, noise, ε; no database is asked.

    Several files are checked as a chain too: two that count the same days, or follow the same entry, are
    wrong; from the first on, so are links and periods that do not tile. In a --site a missing entry is wrong
    as well, except after its last: compare that with a copy from elsewhere. What is wrong is named by table
    and line. Ends with 1 if anything is.
    """
    wanted = [*files, *(find_files(site) if site else [])]
    if not wanted:
        raise click.UsageError("Give the files to check, or --site with a copy of the site.")
    if given is None and site is None:
        raise click.UsageError("Give the publisher's key with --key: it stands on the site under /data/key.")
    key = read_key(given or str((site or Path()) / "data" / "key.txt"))
    if given is None:
        click.echo("The key is the copy's own: compare it with one from elsewhere.", err=True)
    texts = _read(wanted)
    reported = [_report(name, text, verify_one(text, key)) for name, text in texts.items()]
    sound = all(reported)
    if sound and (site or len(texts) > 1):
        sound = _check_chain(texts, key, is_whole=site is not None)
    sys.exit(0 if sound else 1)


def _read(paths: Sequence[Path]) -> dict[str, bytes]:
    """The files by name; of files with the same bytes the first."""
    names: dict[bytes, str] = {}
    for path in paths:
        names.setdefault(path.read_bytes(), str(path))
    return {name: text for text, name in names.items()}


def _report(name: str, text: bytes, findings: Sequence[Finding]) -> bool:
    for finding in findings:
        click.echo(f"WRONG {name}: {finding}")
    if not findings:
        click.echo(f"good  {name}: {describe(text)}")
    return not findings


def _check_chain(texts: Mapping[str, bytes], key: PublicKey, *, is_whole: bool) -> bool:
    """Whether sound files fit one chain; that one is missing is wrong only where all were promised."""
    entries = {name: canonical.load(text) for name, text in texts.items()}
    missing = list(links.gaps(entries))
    wrong = [*links.forks(entries), *(missing if is_whole else ())]
    if not wrong and not missing:
        wrong = verify_chain([texts[name] for name in links.in_order(entries)], key)
    for finding in wrong:
        click.echo(f"WRONG chain: {finding}")
    if not wrong and missing:
        click.echo("These files are no whole chain: the links and periods between them are not checked.")
    elif not wrong:
        click.echo(f"good  chain of {len(entries)}: every link and period follows the one before")
    return not wrong
