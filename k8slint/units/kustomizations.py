"""Every kustomization of a run, and what each file is to them."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Mapping

from k8slint.units.kustomize import Kustomization, is_kustomization, parse
from k8slint.units.layout import Layout, Role, parent
from k8slint.units.run_files import Store
from k8slint.yaml import Stream

_PATCHES = frozenset({"patch", "patches"})


class Kustomizations:
    """The kustomizations by directory, and which of them name a file, and as what.

    `claims` are the directories of the kustomizations that apply a file; `unapplied` files only change or configure,
    `data` files are read into what generators make; `users` are the kustomizations that use a directory as base or
    component, `uses` the directories that each of them uses; `secrets` are files whose values nobody may see,
    `plugins` files and directories of generators and transformers. `store` tells where links lead.
    """

    def __init__(self, layout: Layout, streams: Iterable[Stream], store: Store | None = None) -> None:
        self._store = store
        self._seen = frozenset(layout.paths) if store is not None else frozenset[str]()
        self.by_directory = _read(layout, streams)
        self._layout = layout
        self._files: dict[str, tuple[str, ...]] = {}
        claims: dict[str, set[str]] = defaultdict(set)
        users: dict[str, set[str]] = defaultdict(set)
        near: dict[str, set[str]] = defaultdict(set)
        unapplied: set[str] = set()
        data: set[str] = set()
        plugins = self.plugins = {path for one in self.by_directory.values() for path in self._paths(one, one.plugins)}
        for directory, one in self.by_directory.items():
            resources = self._paths(one, one.resources)
            changes = [*self._paths(one, one.patches), *self._paths(one, one.settings)]
            generated = self._paths(one, one.data)
            data.update(generated)
            unapplied.update(changes)
            self._files[directory] = (
                one.path,
                *(path for path in resources if path not in self.by_directory),
                *changes,
                *generated,
            )
            for path in resources:
                if path in self.by_directory:
                    users[path].add(directory)
                elif directory in plugins:  # what a directory of generators or transformers holds is not applied
                    unapplied.add(path)
                else:
                    claims[path].add(directory)
            for path in (*resources, *changes):
                near[parent(path)].add(directory)
        self.claims: Mapping[str, tuple[str, ...]] = {path: tuple(sorted(found)) for path, found in claims.items()}
        self.users: Mapping[str, tuple[str, ...]] = {path: tuple(sorted(found)) for path, found in users.items()}
        self.uses: Mapping[str, tuple[str, ...]] = _inverted(self.users)
        self._near = {path: tuple(sorted(found)) for path, found in near.items()}
        self.secrets = frozenset(path for one in self.by_directory.values() for path in self._paths(one, one.secrets))
        self.unapplied = frozenset((unapplied | plugins) - claims.keys())
        self.data = frozenset(data - claims.keys() - unapplied)

    def _paths(self, one: Kustomization, entries: Iterable[str]) -> list[str]:
        return [self._followed(self._layout.resolve(one.directory, entry)) for entry in entries]

    def _followed(self, path: str) -> str:
        """A path, or where it leads if it goes through a link to the directory of a kustomization."""
        if self._store is None or path in self.by_directory or path in self._seen:
            return path
        found = self._store.find(path)
        return found.path if found.path in self.by_directory else path

    def files(self, directory: str) -> tuple[str, ...]:
        """The file of a kustomization, and those that it names: manifests, patches, settings, data."""
        return self._files.get(directory, ())

    def at_work(self, directory: str) -> bool:
        """Whether Kustomize is at work in a directory: a kustomization lies there, or names something there."""
        return directory in self._layout.kustomized or directory in self.by_directory or bool(self.near(directory))

    def near(self, directory: str) -> tuple[str, ...]:
        """The kustomizations that name something in a directory, or to which it belongs by its name."""
        found = self._near.get(directory, ())
        if not found and posixpath.basename(directory) in _PATCHES and parent(directory) in self.by_directory:
            return (parent(directory),)
        return found


def _inverted(users: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for directory, using in sorted(users.items()):
        for user in using:
            found[user].append(directory)
    return {user: tuple(directories) for user, directories in found.items()}


def _read(layout: Layout, streams: Iterable[Stream]) -> dict[str, Kustomization]:
    """The kustomizations in path order; of several in one directory the first."""
    found: dict[str, Kustomization] = {}
    for stream in streams if layout.kustomized else ():
        path = stream.source.path
        if layout.role(path) is Role.KUSTOMIZATION and parent(path) not in found:
            value = stream.documents[0].value if stream.documents else None
            if is_kustomization(value):
                one = parse(path, parent(path), value if stream.documents or stream.errors else {})
                found[one.directory] = one
    return found
