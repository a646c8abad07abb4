"""The papers of the house point at things that are there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAPERS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("hearthside/*/README.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def anchors(paper: Path) -> set[str]:
    heads = re.findall(r"^#+ (.*)$", paper.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: str(paper.relative_to(ROOT)))
def test_links_lead_somewhere(paper: Path) -> None:
    lost = []
    for target in LINK.findall(paper.read_text("utf-8")):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        place, _, anchor = target.partition("#")
        found = (paper.parent / place).resolve() if place else paper
        if not found.exists() or (anchor and anchor not in anchors(found)):
            lost.append(target)
    assert not lost


def test_every_page_of_add_and_every_decision_is_in_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text("utf-8")
    pages = [*ROOT.glob("docs/add/*.md"), *ROOT.glob("docs/decisions/*.md")]
    assert [page.name for page in pages if f"{page.parent.name}/{page.name}" not in index] == []


def test_a_page_of_add_fits_one_screen_and_answers_four_questions() -> None:
    for page in ROOT.glob("docs/add/*.md"):
        text = page.read_text("utf-8")
        assert len(text.splitlines()) <= 40, page.name
        for question in ("Which files.", "What promise.", "Which test to copy.", "What to run."):
            assert f"**{question}**" in text, f"{page.name}: {question}"


def test_every_make_target_that_papers_name_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    named = {
        name
        for paper in PAPERS
        for name in re.findall(r"(?:^|`)make ([a-z]+)", paper.read_text("utf-8"), re.M)
    }
    assert named, "the papers name no target at all"
    assert named <= targets, f"no such target: {named - targets}"
