"""`flask site`: the complete public site as files, for a mirror, a memory stick or another web server."""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path

import click
from flask import current_app

from app import deployment, publication
from app.site import book, finished, front, kinds
from app.site import shelf as shelves

site = click.Group("site", help="The public site as files.")


@site.command("build")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--plain", is_flag=True, help="Leave out the .gz and .br copies that web servers hand out.")
def build(folder: Path, plain: bool) -> None:
    """Write the complete public site into FOLDER: every page, language, release and file.

    It opens from a memory stick without a server and can be mirrored anywhere. FOLDER is replaced as a whole
    when everything is written; anything in it that is no such site is left alone, and the command refuses.
    """
    here = deployment.current()
    if folder.exists() and any(folder.iterdir()) and not (folder / "data" / "key.txt").exists():
        raise click.ClickException(f"{folder} holds something else than a site: give an empty folder.")
    press = front.make_press(current_app, here, live=f"{here.config.public_url}/")
    today = None if here.config.is_demonstration else here.local_now().date()
    with here.database.public.connect() as connection:
        edition = publication.load(connection, today, press.languages)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise click.ClickException(f"{folder.parent} cannot be made: {error.strerror}") from error
    fresh = folder.with_name(f".{folder.name}.{secrets.token_hex(6)}")
    made = book.contents(press, edition)
    try:
        for path, make in made.items():
            _write(fresh / path, make(), plain=plain)
        _write(fresh / "index.html", made[f"index.{press.languages[0]}.html"](), plain=plain)
        _write(fresh / "data" / "index.html", made[f"data/index.{press.languages[0]}.html"](), plain=plain)
        if folder.exists():
            shutil.rmtree(folder)
        fresh.rename(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    click.echo(f"{len(made)} files in {folder}: open index.html")


def _write(place: Path, body: bytes, *, plain: bool) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(body)
    if not plain and finished.is_compressed(kinds.kind(place.name), body):
        for ending, smaller in ((".gz", "gzip"), (".br", "br")):
            place.with_name(place.name + ending).write_bytes(finished.compress(body)[smaller])


@site.command("warm")
def warm() -> None:
    """Make the files that this server's readers will ask for; `flask tick` does it by itself."""
    shelf: shelves.Shelf = current_app.extensions["safelight.shelf"]
    click.echo(f"{shelf.make_all()} files made")
