"""From a machine to a Chromium on it that starts."""

import argparse
import io
import os
import platform
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_BUNDLES = ("Google Chrome", "Chromium")


@dataclass(frozen=True, kw_only=True)
class Browser:
    """A browser and the environment variables that it needs."""

    path: Path
    env: dict[str, str] = field(default_factory=dict)

    def answers(self) -> bool:
        """Whether it starts: Ubuntu's `chromium` may be a stub that only points to a snap."""
        try:
            run = subprocess.run(
                [self.path, "--version"],
                env={**os.environ, **self.env},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return False
        return run.returncode == 0 and "Chrom" in run.stdout


def find(*, install: bool = False) -> Browser | None:
    """The first browser that answers; with `install`, the system's package manager is asked before the npm one is
    unpacked.  BROWSER_BIN, where set, is the only candidate."""
    named = os.environ.get("BROWSER_BIN")
    candidates = iter([Browser(path=Path(named))]) if named else _candidates(install=install)
    return next((browser for browser in candidates if browser.answers()), None)


def _candidates(*, install: bool) -> Iterator[Browser]:
    yield from _on_path()
    for name in MAC_BUNDLES:
        yield Browser(path=Path(f"/Applications/{name}.app/Contents/MacOS/{name}"))
    yield from _of_playwright()
    if install and _apt_install():
        yield from _on_path()
    yield from _of_npm()


def _on_path() -> Iterator[Browser]:
    for name in NAMES:
        if path := shutil.which(name):
            yield Browser(path=Path(path))


def _of_playwright() -> Iterator[Browser]:
    """The one that `playwright install` would have left; it is not needed."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    if path.exists():
        yield Browser(path=path)


def _apt_install() -> bool:
    """Installs Debian's Chromium, as root; Ubuntu has none in its packages and says so at once."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    steps = (["update"], ["install", "--yes", "--no-install-recommends", "chromium"])
    return all(
        subprocess.run(
            ["apt-get", "--quiet", *step], env=env, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False
        ).returncode
        == 0
        for step in steps
    )


def _of_npm() -> Iterator[Browser]:
    """The headless Chromium of the development package @sparticuz/chromium, unpacked into .venv once.  It brings the
    libraries and the font that a bare machine lacks."""
    packed = ROOT / "node_modules/@sparticuz/chromium/bin"
    if (platform.system(), platform.machine()) != ("Linux", "x86_64") or not packed.is_dir():
        return
    unpacked = ROOT / ".venv/browser"
    stamp = unpacked / ".made"
    if not stamp.exists() or stamp.stat().st_mtime < packed.stat().st_mtime:
        _unpack(packed, unpacked)
        stamp.touch()
    libraries = [str(unpacked / "lib"), *filter(None, [os.environ.get("LD_LIBRARY_PATH")])]
    env = {"LD_LIBRARY_PATH": os.pathsep.join(libraries)}
    if not Path("/etc/fonts/fonts.conf").exists():
        env["FONTCONFIG_PATH"] = str(unpacked / "fonts")
    yield Browser(path=unpacked / "chromium", env=env)


def _unpack(packed: Path, unpacked: Path) -> None:
    # Its own script unpacks the libraries only on one cloud's machines, so its archives are read here.
    import brotli

    shutil.rmtree(unpacked, ignore_errors=True)
    for name, folder in (("al2023", unpacked), ("fonts", unpacked / "fonts"), ("swiftshader", unpacked)):
        content = io.BytesIO(brotli.decompress((packed / f"{name}.tar.br").read_bytes()))
        with tarfile.open(fileobj=content) as archive:
            for member in filter(tarfile.TarInfo.isfile, archive):
                target = folder / member.name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(archive.extractfile(member).read())
    # The list of font folders that comes with it names fixed places elsewhere.
    fonts = escape(str(unpacked / "fonts"))
    listing = f"<fontconfig><dir>{fonts}</dir><cachedir>{fonts}/cache</cachedir></fontconfig>"
    (unpacked / "fonts/fonts.conf").write_text(listing, encoding="utf-8")
    program = unpacked / "chromium"
    program.write_bytes(brotli.decompress((packed / "chromium.br").read_bytes()))
    program.chmod(0o755)


def main() -> int:
    """Prints the path of the browser; 1 where there is none."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser.finder", description=main.__doc__)
    parser.add_argument("--install", action="store_true", help="let the system's package manager install one")
    browser = find(install=parser.parse_args().install)
    print(f"Browser: {browser.path}" if browser else "Browser: none")
    return 0 if browser else 1


if __name__ == "__main__":
    sys.exit(main())
