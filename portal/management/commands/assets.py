"""`manage.py assets`: copy the front-end files that are used from ``node_modules/`` to ``static/vendor/``.

No bundler: Bootstrap's foundation in a cascade layer of its own, htmx, the font in small parts, and the icons
that ``static/icons-used.txt`` lists. Our own style sheets, in the order of ``static/css/portal.css``, are joined
into one file. `make setup` runs it; after a change of style or a new icon run it again.
"""

import re
import shutil

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

BOOTSTRAP = ("reboot", "grid", "utilities")


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
            self._icons(fresh)
            shutil.copy(self.modules / "htmx.org" / "dist" / "htmx.min.js", fresh)
        except FileNotFoundError as missing:
            raise CommandError(f"{missing.filename} is missing: run `make setup`.") from None
        shutil.rmtree(vendor, ignore_errors=True)
        fresh.replace(vendor)
        self.stdout.write(f"{sum(1 for path in vendor.rglob('*') if path.is_file())} files in static/vendor")

    def _styles(self, vendor):
        parts = [
            (self.modules / "bootstrap" / "dist" / "css" / f"bootstrap-{part}.min.css").read_text(encoding="utf-8")
            for part in BOOTSTRAP
        ]
        plain = (re.sub(r'^@charset "UTF-8";|/\*# sourceMappingURL.*?\*/', "", part) for part in parts)
        (vendor / "kit.css").write_text(f"@layer kit{{{''.join(plain)}}}", encoding="utf-8")

    def _own_styles(self, vendor):
        source = settings.BASE_DIR / "static" / "css"
        order = re.findall(r'@import url\("([^"]+)"\);', (source / "portal.css").read_text(encoding="utf-8"))
        joined = "\n".join((source / name).read_text(encoding="utf-8") for name in order)
        if "url(" in joined:
            raise CommandError("A style sheet in static/css names a file by url(): it would not be found once joined.")
        (vendor / "portal.css").write_text(joined, encoding="utf-8")

    def _fonts(self, vendor):
        source = self.modules / "pretendard" / "dist" / "web" / "variable"
        css = (source / "pretendardvariable-dynamic-subset.css").read_text(encoding="utf-8")
        licence, _, rules = css.partition("*/")
        rules = re.sub(r"/\*.*?\*/", "", rules, flags=re.DOTALL)
        rules = re.sub(r"\s*\n\s*", "", rules).replace("./woff2-dynamic-subset/", "fonts/")
        (vendor / "fonts.css").write_text(f"{licence}*/\n{rules}\n", encoding="utf-8")
        shutil.copytree(source / "woff2-dynamic-subset", vendor / "fonts")

    def _icons(self, vendor):
        names = (settings.BASE_DIR / "static" / "icons-used.txt").read_text(encoding="utf-8").split()
        (vendor / "icons").mkdir()
        for name in names:
            source = self.modules / "@tabler" / "icons" / "icons" / "outline" / f"{name}.svg"
            if not source.exists():
                raise CommandError(f"static/icons-used.txt: there is no icon {name!r} in @tabler/icons.")
            shutil.copy(source, vendor / "icons")
