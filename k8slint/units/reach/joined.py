"""Plain directories that may be applied together, whatever the rules of joining make of it in the end.

A reference that is not met at home may join its directory with every other one that has what it names; which one it is, or
whether it is too far away, is not asked here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from k8slint.near import slip_of_a_token
from k8slint.units.layout import parent
from k8slint.units.naming import common
from k8slint.units.reach.blocks import Blocks
from k8slint.units.reach.facts import Facts, Object, Pairs
from k8slint.units.reach.words import NameIndex
from k8slint.units.whereabouts import KEPT_IN_GIT, is_telling


class Joined:
    """Finds what may be joined; `context` are directories that must be there for the others to be told apart."""

    def __init__(self, blocks: Blocks, index: NameIndex) -> None:
        self.context: set[str] = set()
        self._blocks = blocks
        self._index = index
        self._groups: dict[str, frozenset[str]] = {}
        self._lasting: dict[str, set[Object]] = {}

    def facts(self, directory: str) -> Iterator[Facts]:
        """What all versions of the files of a directory say."""
        for path in self._blocks.files(directory):
            yield from self._blocks.facts(path)

    def lasting(self, directory: str) -> set[Object]:
        """What a directory defines in every version."""
        found = self._lasting.get(directory)
        if found is None:
            found = self._lasting[directory] = self._in_every_version(directory)
        return found

    def _in_every_version(self, directory: str) -> set[Object]:
        found: set[Object] = set()
        for path in self._blocks.files(directory):
            versions = self._blocks.facts(path)
            if versions:
                found.update(frozenset.intersection(*(facts.defines for facts in versions)))
        return found

    def group(self, directory: str) -> frozenset[str]:
        """The directories that references may join with one."""
        found = self._groups.get(directory)
        if found is None:
            reached: set[str] = set()
            rest = [directory]
            while rest:
                one = rest.pop()
                if one not in reached:
                    reached.add(one)
                    rest += self._linked(one)
            found = frozenset(reached)
            self._groups.update(dict.fromkeys(found, found))
        return found

    def _plain(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Those of some files that lie in plain directories, with these."""
        for path in paths:
            block = self._blocks.of(path)
            if block.kind == "plain":
                yield path, block.directory

    def _linked(self, directory: str) -> set[str]:
        """The directories that a reference may join with one, in either direction."""
        found: set[str] = set()
        home = self.lasting(directory)
        for facts in tuple(self.facts(directory)):
            for want in facts.wants:
                if not _has(home, want):
                    found |= self._defining(want, directory)
            for one in facts.defines:
                found |= self._lacking(one, directory)
            for pairs, _ in facts.selects:
                if pairs and not self._selected_at_home(directory, pairs):
                    found |= self._selected(pairs, directory)
            for labels, _ in facts.pods:
                found |= self._selecting(labels, directory)
        return found

    def _defining(self, want: Object, home: str) -> set[str]:
        """The directories that may define what is named."""
        return {
            directory
            for path, directory in self._plain(self._index.defining(want.kind, want.name))
            if directory != home and any(_fits(want, one) for facts in self._blocks.facts(path) for one in facts.defines)
        }

    def _lacking(self, one: Object, home: str) -> set[str]:
        """The directories that name what is defined, and do not certainly define it themselves."""
        return {
            directory
            for path, directory in self._plain(self._index.naming(one.name))
            if directory != home
            and any(
                _fits(want, one) and not _has(self.lasting(directory), want)
                for facts in self._blocks.facts(path)
                for want in facts.wants
            )
        }

    def _selected_at_home(self, directory: str, pairs: Pairs) -> bool:
        for path in self._blocks.files(directory):
            versions = self._blocks.facts(path)
            if versions and all(any(pairs <= labels for labels, _ in facts.pods) for facts in versions):
                return True
        return False

    def _selected(self, pairs: Pairs, home: str) -> set[str]:
        """The directories of pods that a Service may select."""
        value = max((value for _, value in pairs), key=len)
        return {
            directory
            for path, directory in self._plain(self._index.naming(value))
            if directory != home and any(pairs <= labels for facts in self._blocks.facts(path) for labels, _ in facts.pods)
        }

    def _selecting(self, labels: Pairs, home: str) -> set[str]:
        """The directories of Services that may select pods, and have none at home."""
        found: set[str] = set()
        for path, directory in self._plain(self._index.selecting(labels)):
            if directory != home and directory not in found:
                asked = {pairs for facts in self._blocks.facts(path) for pairs, _ in facts.selects}
                if any(pairs and pairs <= labels and not self._selected_at_home(directory, pairs) for pairs in asked):
                    found.add(directory)
        return found

    # -- namespaces --------------------------------------------------------------------------------------------------

    def by_namespaces(self, directories: Iterable[str]) -> set[str]:
        """The directories that namespaces may join with some: declared in one, used in the other; or of these two alone."""
        found: set[str] = set()
        taken = set(directories)
        asked = {namespace for one in taken for facts in self.facts(one) for namespace in facts.used | facts.declared}
        for namespace in sorted(filter(is_telling, asked)):
            found |= self._of_namespace(namespace, taken | found)
        for directory in taken:
            found |= self._misspelt(directory)
        return found - taken

    def _of_namespace(self, namespace: str, taken: set[str]) -> set[str]:
        found: set[str] = set()
        for _, one in self._plain(sorted(self._index.defining("Namespace", namespace))):
            if one not in taken:
                found |= {one} if any(self._touch(user, one) for user in taken) else set()
            elif self._declares(one, namespace):
                users = {user for _, user in self._plain(sorted(self._index.naming(namespace))) if user not in taken}
                found |= {user for user in users if self._touch(user, one)}
        return found | self._sharing(namespace, taken | found)

    def _sharing(self, namespace: str, taken: set[str]) -> set[str]:
        """What may be the only other group in a namespace; two groups more are enough to tell that there is none."""
        seen: list[frozenset[str]] = []
        for _, directory in self._plain(sorted(self._index.naming(namespace))):
            if directory in taken or any(directory in group for group in seen) or not self._says(directory, namespace):
                continue
            seen.append(self.group(directory))
            apart = sum(self._spaces(group) == {namespace} for group in seen)  # these are joined by nothing else
            if apart > 1 or len(seen) > 2:  # noqa: PLR2004  # one more than need be: two of them may still be one
                self.context.update(*seen)
                return set()
        return set().union(*seen)

    def _spaces(self, group: Iterable[str]) -> set[str]:
        return {namespace for one in group for facts in self.facts(one) for namespace in facts.used | facts.declared}

    def _declares(self, directory: str, namespace: str) -> bool:
        return any(namespace in facts.declared for facts in self.facts(directory))

    def _says(self, directory: str, namespace: str) -> bool:
        return any(namespace in facts.used or namespace in facts.declared for facts in self.facts(directory))

    def _touch(self, user: str, declaring: str) -> bool:
        """Whether a group and the directory that declares its namespace may be parent and child."""
        members = sorted(self.group(user))
        places = {*members, *map(common, pairwise(members))}
        return parent(declaring) in places or declaring in map(parent, places)

    def _misspelt(self, directory: str) -> set[str]:
        """The directories of a namespace in which something may be meant that is nowhere."""
        lacking = {
            want.namespace
            for facts in self.facts(directory)
            for want in facts.firm
            if want.namespace is not None and is_telling(want.namespace) and not self._is_anywhere(want)
        }
        return {one for namespace in lacking for _, one in self._plain(self._index.naming(namespace))}

    def _is_anywhere(self, want: Object) -> bool:
        paths = (path for path, _ in self._plain(self._index.defining(want.kind, want.name)))
        return any(_fits(want, one) for path in paths for facts in self._blocks.facts(path) for one in facts.defines)

    def nearly(self, one: Object, words: Callable[[], Iterable[str]]) -> set[str]:
        """The directories that name nearly what is defined, and lead nowhere."""
        if one.kind not in KEPT_IN_GIT or not is_telling(one.namespace):
            return set()
        size = len(one.name)
        near = [word for word in words() if abs(len(word) - size) <= size // 3 and slip_of_a_token(word, one.name)]
        return {
            directory
            for word in near
            for path, directory in self._plain(self._index.naming(word))
            if any(
                want.name == word and _fits(want._replace(name=one.name), one)
                for facts in self._blocks.facts(path)
                for want in facts.firm
            )
        }


def _fits(one: Object, other: Object) -> bool:
    return one.kind == other.kind and one.name == other.name and one.may_be(other)


def _has(defined: Iterable[Object], want: Object) -> bool:
    """Whether one of some objects is certainly what is wanted."""
    return want in defined or any(
        one.kind == want.kind and one.name == want.name and one.namespace == want.namespace for one in defined
    )
