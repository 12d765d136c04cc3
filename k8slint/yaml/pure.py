"""ruamel.yaml's own parser, made to take and refuse what libyaml takes and refuses."""

from __future__ import annotations

from ruamel.yaml.loader import BaseLoader


class PureParser(BaseLoader):
    """A parser of one text whose `get_event` gives events as libyaml's does."""

    def __init__(self, text: str) -> None:
        super().__init__(text, version=(1, 1))
