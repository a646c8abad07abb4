"""Fetching fonts and style sheets: only what was pinned, all or nothing, and nothing twice."""

import base64
import hashlib
import importlib.util
import io
import sys
import tarfile
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[3] / "tools" / "fetch_assets.py"


@pytest.fixture(scope="module")
def assets():
    spec = importlib.util.spec_from_file_location("fetch_assets", SOURCE)
    module = importlib.util.module_from_spec(spec)
    sys.modules["fetch_assets"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["fetch_assets"]


def tarball(files):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, content in files.items():
            about = tarfile.TarInfo(f"package/{name}")
            about.size = len(content)
            archive.addfile(about, io.BytesIO(content))
    return out.getvalue()


def pin_of(assets, content):
    return assets.Pin(version="1.0.0", sha512=base64.b64encode(hashlib.sha512(content).digest()).decode())


@pytest.fixture
def package(assets):
    keep = {"dist/a.css": "a.css", "dist/b.ttf": "fonts/b.ttf"}
    return assets.Package("@some/package", "static/some", keep.get)


def test_the_lock_pins_every_package(assets):
    pins = assets.read_lock(assets.LOCK.read_text())
    assert set(pins) == {package.name for package in assets.PACKAGES}


@pytest.mark.parametrize("line", ["name 1.0.0", "name 1.0.0 short", "name 1.0.0 a b"])
def test_a_bad_lock_line_is_named(assets, line):
    with pytest.raises(assets.AssetsRefused, match="line 2"):
        assets.read_lock(f"# comment\n{line}\n")


def test_only_what_we_keep_is_unpacked_and_found_again(assets, package, tmp_path):
    content = tarball({"dist/a.css": b"a{}", "dist/b.ttf": b"font", "dist/big.js": b"x"})
    pin = pin_of(assets, content)
    assert not assets.is_in_place(package, pin, tmp_path)
    assert assets.unpack(assets.checked(content, package, pin), package, pin, tmp_path) == 2
    folder = tmp_path / "static/some"
    found = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert found == {"a.css", "fonts/b.ttf", ".fetched.json"}
    assert assets.is_in_place(package, pin, tmp_path)


def test_a_changed_or_missing_file_is_not_in_place(assets, package, tmp_path):
    content = tarball({"dist/a.css": b"a{}", "dist/b.ttf": b"font"})
    pin = pin_of(assets, content)
    assets.unpack(content, package, pin, tmp_path)
    (tmp_path / "static/some/a.css").write_text("b{}")
    assert not assets.is_in_place(package, pin, tmp_path)
    assets.unpack(content, package, pin, tmp_path)
    assert assets.is_in_place(package, pin, tmp_path)
    (tmp_path / "static/some/fonts/b.ttf").unlink()
    assert not assets.is_in_place(package, pin, tmp_path)


def test_a_file_that_is_not_the_pinned_one_is_refused(assets, package):
    content = tarball({"dist/a.css": b"a{}"})
    pin = pin_of(assets, content)
    with pytest.raises(assets.AssetsRefused, match="not the one we pinned"):
        assets.checked(content + b"x", package, pin)


def test_a_package_without_our_files_changes_nothing(assets, package, tmp_path):
    content = tarball({"other.txt": b"x"})
    with pytest.raises(assets.AssetsRefused, match="none of the files"):
        assets.unpack(content, package, pin_of(assets, content), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_points_outside_is_refused(assets, tmp_path):
    package = assets.Package("@some/package", "static/some", lambda path: path)
    content = tarball({"../../evil": b"x"})
    with pytest.raises(assets.AssetsRefused, match="points outside"):
        assets.unpack(content, package, pin_of(assets, content), tmp_path)


def test_npm_says_what_went_wrong(assets, package, tmp_path):
    npm = tmp_path / "npm"
    npm.write_text("#!/bin/sh\necho 'registry unreachable' >&2\nexit 1\n")
    npm.chmod(0o755)
    with pytest.raises(assets.AssetsRefused, match="registry unreachable"):
        assets.pack([str(npm)], package, assets.Pin(version="1.0.0", sha512="x"))


def test_ocr_a_is_copied_where_it_is_installed_and_missed_in_words(assets, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(assets.debian, "unpacked", lambda package, folder: None)
    source = tmp_path / "OCRA.ttf"
    assert not assets.bring_ocr_a(tmp_path, sources=[source])
    assert "apt install fonts-ocr-a" in capsys.readouterr().out
    source.write_bytes(b"font")
    assert assets.bring_ocr_a(tmp_path, sources=[source])
    assert (tmp_path / assets.OCR_A).read_bytes() == b"font"
