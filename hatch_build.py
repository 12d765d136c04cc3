"""The build hook: puts the compiled index of the rule book into the wheel, beside the pages."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

#: What reading pages needs of our own dependencies, as hatchling spells them; their versions stand in pyproject.toml.
_NEEDED = ("ruamel-yaml", "jsonschema")


class IndexHook(BuildHookInterface[BuilderConfig]):
    """Compiles the pages once for all who install the wheel; a page with faults breaks the build."""

    _folder: tempfile.TemporaryDirectory[str] | None = None

    def dependencies(self) -> list[str]:
        """Name what is installed for the build beside hatchling."""
        return [needed for needed in self.metadata.core.dependencies if needed.startswith(_NEEDED)]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the index outside of the tree and have it packed; an editable install reads the pages themselves."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        try:
            from k8slint.rulebook.index import FILE, dumps  # importable only now: it is what is built
        finally:
            sys.path.remove(self.root)
        self._folder = tempfile.TemporaryDirectory(prefix="k8slint-build-")
        index = Path(self._folder.name) / FILE
        index.write_text(dumps(str(Path(self.root) / "rules")), encoding="utf-8", newline="\n")
        build_data["force_include"][str(index)] = f"k8slint/rules/{FILE}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002  # hatchling's
        """Remove what was written."""
        if self._folder is not None:
            self._folder.cleanup()
