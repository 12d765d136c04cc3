"""The hook of the site: the pages that lie outside of this folder, and how a rule page is shown."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parent.parent
#: Pages of the site by the file that they are made of; rule pages are added by their paths.
PAGES = {"README.md": "index.md", "CONTRIBUTING.md": "CONTRIBUTING.md", "CHANGELOG.md": "CHANGELOG.md"}
_FENCE = re.compile(r"^```(?P<language>yaml|json) (?P<words>[a-z][^\n`]*)$", re.MULTILINE)
_FILE = re.compile(r"\bfile=(\S+)")
_TITLES = {"bad": "reported", "good": "fine", "fixed": "after --fix", "options": "options"}
_LINK = re.compile(r"\]\((?:docs/)?(?P<path>LICENSE|examples/[^)]*|docs/ci/[^)]*)\)")
_REPOSITORY = "https://github.com/k8slint/k8slint/blob/main/"


def on_files(files: Files, config: Any) -> Files:
    """Add the pages that the repository keeps elsewhere."""
    rules = {path.relative_to(ROOT).as_posix(): path for path in sorted((ROOT / "rules").rglob("*.md"))}
    for uri, path in {**{to: ROOT / name for name, to in PAGES.items()}, **rules}.items():
        files.append(File.generated(config, uri, abs_src_path=str(path)))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Show a rule page with its facts on top, and links of the README from where the site has it."""
    uri: str = page.file.src_uri
    if uri in PAGES.values():
        return _LINK.sub(rf"]({_REPOSITORY}\g<path>)", markdown).replace("](docs/", "](")
    if uri.startswith("rules/") and page.meta:
        fences = _FENCE.sub(_titled, markdown)
        return f"# {page.meta['title']}\n\n{_facts(uri, page.meta)}\n{fences}"
    return markdown


def _titled(fence: re.Match[str]) -> str:
    kind, *rest = fence["words"].split()
    file = _FILE.search(fence["words"])
    title = _TITLES.get(kind, kind) + (" --unsafe-fixes" if "unsafe" in rest else "") + (f": {file[1]}" if file else "")
    return f'```{fence["language"]} title="{title}"'


def _facts(uri: str, meta: dict[str, Any]) -> str:
    profiles = meta["profile"] if isinstance(meta["profile"], list) else [meta["profile"]]
    rows = [
        ("id", f"`{Path(uri).stem}`"),
        ("severity", meta["severity"]),
        ("profile", ", ".join(map(str, profiles))),
        ("since", meta["since"]),
        ("evidence", meta["evidence"]),
        ("in other tools", ", ".join(f"`{peer}`" for peer in meta.get("equivalents", ()))),
        ("read more", " · ".join(f"<{link}>" for link in meta.get("references", ()))),
    ]
    return "\n".join(["| | |", "|---|---|", *(f"| {name} | {text} |" for name, text in rows if text), ""])
