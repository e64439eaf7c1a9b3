"""`manage.py assets`: copy the front-end files that are used from ``node_modules/`` to ``static/vendor/``.

No bundler: Bootstrap's foundation in a cascade layer of its own (of its grid and utilities only the classes that our
templates name), htmx, the font in small parts, and the icons that ``static/icons-used.txt`` lists. Our own style
sheets, in the order of ``static/css/portal.css``, are joined into one file. Beside each text file lies its compressed
form, which WhiteNoise serves. `make setup` runs it; after a change of style, a new utility class or icon run it again.
"""

import gzip
import re
import shutil
from pathlib import Path

import brotli
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

RULE = re.compile(
    r"(?P<media>@media[^{]+)\{(?P<inner>(?:[^{}]+\{[^{}]*\})*)\}|(?P<selector>[^{}@]+)\{(?P<body>[^{}]*)\}"
)


def used_rules(css: str, words: set[str]) -> str:
    """The rules of a minified style sheet whose classes are all among ``words``.

    >>> used_rules(".a{b:c}.d,.a .e{f:g}@media (x){.d{h:i}}@media (y){.a{j:k}}", {"a", "e"})
    '.a{b:c}.a .e{f:g}@media (y){.a{j:k}}'
    """
    kept = []
    for rule in RULE.finditer(css):
        if rule["media"]:
            inner = used_rules(rule["inner"], words)
            kept.append(f"{rule['media']}{{{inner}}}" if inner else "")
            continue
        selectors = [one for one in rule["selector"].split(",") if set(re.findall(r"\.([\w-]+)", one)) <= words]
        kept.append(f"{','.join(selectors)}{{{rule['body']}}}" if selectors else "")
    return "".join(kept)


def squeezed(css: str) -> str:
    """A style sheet without comments and layout.

    >>> squeezed("/* why */ .a {\\n  margin: 0 .5rem;\\n  color: red;\\n}\\n")
    '.a{margin:0 .5rem;color:red}'
    """
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};,]) ?", r"\1", css)
    return re.sub(r"(?<=[a-z-]): ", ":", css).replace(";}", "}").strip()


class Command(BaseCommand):
    help = "Copy the front-end files that are used to static/vendor/."
    requires_system_checks: list[str] = []

    def handle(self, *args, **options):
        self.modules = settings.BASE_DIR / "node_modules"
        vendor = settings.BASE_DIR / "static" / "vendor"
        fresh = vendor.with_name("vendor.new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir()
        try:
            self._styles(fresh)
            self._own_styles(fresh)
            self._fonts(fresh)
            self._print_fonts(fresh)
            self._icons(fresh)
            shutil.copy(self.modules / "htmx.org" / "dist" / "htmx.min.js", fresh)
            self._compress(fresh)
        except FileNotFoundError as missing:
            raise CommandError(f"{missing.filename} is missing: run `make setup`.") from None
        shutil.rmtree(vendor, ignore_errors=True)
        fresh.replace(vendor)
        self.stdout.write(f"{sum(1 for path in vendor.rglob('*') if path.is_file())} files in static/vendor")

    def _styles(self, vendor):
        source = self.modules / "bootstrap" / "dist" / "css"
        words = self._words()
        reboot, grid, utilities = (
            re.sub(r'^@charset "UTF-8";|/\*.*?\*/', "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
            for path in (source / f"bootstrap-{part}.min.css" for part in ("reboot", "grid", "utilities"))
        )
        kit = reboot + used_rules(grid, words) + re.sub(r":root[^{]*\{[^{}]*\}", "", used_rules(utilities, words))
        notice = "/* Bootstrap 5, MIT licence, The Bootstrap Authors */"
        (vendor / "kit.css").write_text(f"{notice}@layer kit{{{kit}}}", encoding="utf-8")

    def _words(self) -> set[str]:
        """Everything that may be a class name in our templates and in markup made by code."""
        places = [settings.BASE_DIR / name for name in ("templates", "portal", "catalog", "purchasing", "sharedgrowth")]
        files = [path for place in places for suffix in ("html", "py") for path in place.rglob(f"*.{suffix}")]
        return {word for path in files for word in re.findall(r"[\w-]+", path.read_text(encoding="utf-8"))}

    def _compress(self, vendor: Path):
        for path in [*vendor.glob("*.css"), *vendor.glob("*.js")]:
            plain = path.read_bytes()
            path.with_name(path.name + ".gz").write_bytes(gzip.compress(plain, 9, mtime=0))
            path.with_name(path.name + ".br").write_bytes(brotli.compress(plain))

    def _own_styles(self, vendor):
        source = settings.BASE_DIR / "static" / "css"
        order = re.findall(r'@import url\("([^"]+)"\);', (source / "portal.css").read_text(encoding="utf-8"))
        joined = "\n".join((source / name).read_text(encoding="utf-8") for name in order)
        if "url(" in joined:
            raise CommandError("A style sheet in static/css names a file by url(): it would not be found once joined.")
        (vendor / "portal.css").write_text(squeezed(joined), encoding="utf-8")

    def _fonts(self, vendor):
        source = self.modules / "pretendard" / "dist" / "web" / "variable"
        css = (source / "pretendardvariable-dynamic-subset.css").read_text(encoding="utf-8")
        licence, _, rules = css.partition("*/")
        rules = re.sub(r"/\*.*?\*/", "", rules, flags=re.DOTALL)
        rules = re.sub(r"\s*\n\s*", "", rules).replace("./woff2-dynamic-subset/", "fonts/")
        (vendor / "fonts.css").write_text(f"{licence}*/\n{rules}\n", encoding="utf-8")
        shutil.copytree(source / "woff2-dynamic-subset", vendor / "fonts")

    def _print_fonts(self, vendor):
        """The desktop form of the same font, for papers: ``portal.pdf``."""
        source = self.modules / "pretendard" / "dist"
        (vendor / "print").mkdir()
        for weight in ("Regular", "SemiBold"):
            shutil.copy(source / "public" / "static" / f"Pretendard-{weight}.otf", vendor / "print")
        shutil.copy(source / "LICENSE.txt", vendor / "print")

    def _icons(self, vendor):
        names = (settings.BASE_DIR / "static" / "icons-used.txt").read_text(encoding="utf-8").split()
        (vendor / "icons").mkdir()
        for name in names:
            source = self.modules / "@tabler" / "icons" / "icons" / "outline" / f"{name}.svg"
            if not source.exists():
                raise CommandError(f"static/icons-used.txt: there is no icon {name!r} in @tabler/icons.")
            shutil.copy(source, vendor / "icons")
