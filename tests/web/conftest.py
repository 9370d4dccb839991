"""A store filled once, and the page served from it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from .served import Served, filled, served


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those that are attacked together share a page, and so a worker."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.xdist_group("web"))


@pytest.fixture(scope="session")
def filled_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("web")
    filled(folder)
    return folder


@pytest.fixture(scope="session")
def page(filled_folder: Path) -> Iterator[Served]:
    """The page, for tests that change nothing (which is what they test)."""
    with served(filled_folder / "config.toml") as found:
        yield found


@pytest.fixture
def own_folder(filled_folder: Path, tmp_path: Path) -> Path:
    """A copy of the store, for a test to change; with its configuration."""
    shutil.copytree(filled_folder, tmp_path / "own")
    return tmp_path / "own"


@pytest.fixture
def own_page(own_folder: Path) -> Iterator[Served]:
    with served(own_folder / "config.toml") as found:
        yield found
