"""Take a picture of every kind of page (``tests/browser/pages.toml``), for people to look at: ``make screenshots``.

    python scripts/screenshots.py [--url http://127.0.0.1:8000/] [--only contrat,accueil] [--whole]

Without ``--url`` the current release is served on a free port for the time it takes. Pictures go to ``build/captures``
with an ``index.html`` that shows them all. Needs Debian's Chromium. A picture ends after 6,000 pixels, or ``--whole``.
A page that fails is told at the end, with exit code 1, and does not keep the others from being taken.
"""

from __future__ import annotations

import argparse
import contextlib
import html
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import Error as BrowserError

from pactes.errors import PactesError
from pactes.release import current_release
from pactes.settings import settings
from pactes.web.pages import environment

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "scripts")]
from metadata_quality import served  # noqa: E402

from page_kinds import Kind, kinds  # noqa: E402

OUTPUT = ROOT / "build" / "captures"
CHROMIUM = Path("/usr/bin/chromium")
WIDTHS = {1280: 900, 390: 844}
TALLEST = 6000


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture to take: of which kind of page, how wide, in which language and by which light."""

    kind: Kind
    width: int
    language: str
    scheme: str

    @property
    def file(self) -> str:
        """Name of its file."""
        return f"{self.kind.nom}-{self.width}-{self.language}-{self.scheme}.png"


def wanted(kind: Kind) -> Iterator[Picture]:
    """Yield the pictures of a kind: both widths; the other language and the other light once each, where asked for."""
    for width in WIDTHS:
        yield Picture(kind, width, "fr", "light")
        if "dark" in kind.schemes:
            yield Picture(kind, width, "fr", "dark")
        if "en" in kind.languages:
            yield Picture(kind, width, "en", "light")


def take(browser: Browser, picture: Picture, address: str, whole: bool) -> str:
    """Take a picture of the page at ``address``, and return what is wrong with it, empty when nothing is."""
    with browser.new_context(
        locale="fr-FR" if picture.language == "fr" else "en-GB",
        viewport={"width": picture.width, "height": WIDTHS[picture.width]},
        color_scheme="dark" if picture.scheme == "dark" else "light",
        reduced_motion="reduce",
    ) as context:
        page = context.new_page()
        answer = page.goto(address, wait_until="networkidle")
        tall = page.evaluate("document.documentElement.scrollHeight")
        page.screenshot(
            path=OUTPUT / picture.file,
            full_page=True,
            clip=None if whole or tall <= TALLEST else {"x": 0, "y": 0, "width": picture.width, "height": TALLEST},
        )
        status = answer.status if answer else 0
        return "" if status == picture.kind.statut else f"réponse {status} au lieu de {picture.kind.statut}"


def attempt(browser: Browser, picture: Picture, address: str, whole: bool) -> str:
    """Take a picture, a second time when the browser fails (a page may wait for a busy machine); return what failed."""
    said = ""
    for _ in range(2):
        try:
            return take(browser, picture, address, whole)
        except BrowserError as error:
            said = str(error).splitlines()[0][:200]
    return said


def sheet(pictures: Sequence[Picture]) -> str:
    """Return the page that shows all pictures, by kind of page."""
    parts = [
        '<!DOCTYPE html><html lang="fr"><meta charset="utf-8"><title>Captures</title><style>body{font:15px sans-serif;'
        "margin:1rem}section div{display:flex;gap:1rem;overflow-x:auto;align-items:start}figure{margin:0}"
        "img{height:420px;width:auto;border:1px solid #999;object-fit:cover;object-position:top}</style>"
        "<h1>Captures</h1>"
    ]
    for kind in dict.fromkeys(picture.kind for picture in pictures):
        parts.append(f'<section id="{kind.nom}"><h2>{html.escape(kind.titre)}</h2><div>')
        for picture in (each for each in pictures if each.kind == kind):
            name = f"{picture.width} px, {picture.language}, {'sombre' if picture.scheme == 'dark' else 'clair'}"
            parts.append(
                f'<figure><a href="{picture.file}"><img loading="lazy" src="{picture.file}" alt="{name}"></a>'
                f"<figcaption>{name}</figcaption></figure>"
            )
        parts.append("</div></section>")
    return "".join(parts)


def run(url: str, only: Sequence[str], whole: bool) -> list[str]:
    """Take all pictures of the site at ``url``, write the page that shows them, and return what failed."""
    version = current_release(settings().releases).manifest.version
    chosen = [kind for kind in kinds() if not only or kind.nom in only]
    OUTPUT.mkdir(parents=True, exist_ok=True)
    done: list[Picture] = []
    failed: list[str] = []
    with httpx.Client(base_url=url, timeout=60) as client, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"])
        for number, kind in enumerate(chosen, 1):
            try:
                path = kind.address(client, version)
            except httpx.HTTPError as error:
                failed.append(f"{kind.nom} : {error}")
                continue
            print(f"[{number}/{len(chosen)}] {kind.titre} : {'aucun exemple' if path is None else '/' + path[:90]}")
            for picture in wanted(kind) if path is not None else ():
                if wrong := attempt(browser, picture, url + str(path), whole):
                    failed.append(f"{picture.file} : {wrong}")
                if (OUTPUT / picture.file).exists():
                    done.append(picture)
        browser.close()
    (OUTPUT / "index.html").write_text(sheet(done), encoding="utf-8")
    print(f"{len(done)} captures. La planche : {(OUTPUT / 'index.html').relative_to(ROOT)}")
    return failed


def main() -> None:
    """Read the command line and take the pictures."""
    parser = argparse.ArgumentParser(description="Une capture de chaque genre de page, à regarder.")
    parser.add_argument("--url", help="adresse du site ; sans elle, la version courante est servie le temps qu'il faut")
    parser.add_argument("--only", default="", help="noms de genres, séparés par des virgules")
    parser.add_argument("--whole", action="store_true", help="toute la hauteur des pages très longues")
    given = parser.parse_args()
    if not CHROMIUM.exists():
        sys.exit(f"{CHROMIUM} manque : « apt-get install chromium », puis recommencez.")
    only = [name for name in given.only.split(",") if name]
    for name in environment().list_templates():
        environment().get_template(name)  # all now: an edit meanwhile must not mix two states of the pages
    try:
        with contextlib.nullcontext(given.url.rstrip("/") + "/") if given.url else served() as url:
            failed = run(url, only, given.whole)
    except (PactesError, httpx.HTTPError) as error:
        sys.exit(str(error))
    if failed:
        sys.exit("\n".join(["Ce qui n'a pas réussi :", *failed]))


if __name__ == "__main__":
    main()
