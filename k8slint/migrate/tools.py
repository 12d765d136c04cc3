"""The settings files of other tools: what each of them may say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase

from k8slint.migrate.wishes import Settings, What, Wish, day

_OWN_CHECK = "a check of your own: `k8slint rules new ID` begins the page of a rule"
_NO_MANIFESTS = "not about manifests"
_POLARIS = {"danger": "error", "warning": "warning", "ignore": "off"}
_TRIVY_ID = re.compile(r"(?i:AVD-)?(?i:(KSV|KCV))-?0*(\d+)")
_REGEX = re.compile(r"[\\^$+(){}|\[\]]|\.\*|\.\?")


def kube_linter(settings: Settings) -> Iterator[Wish]:
    """`.kube-linter.yaml`: checks by name, paths, checks of one's own."""
    checks = "checks"
    if settings.flag(checks, "addAllBuiltIn"):
        yield settings.wish(What.ALL, "addAllBuiltIn", (checks, "addAllBuiltIn"))
    if settings.flag(checks, "doNotAutoAddDefaults"):
        yield settings.wish(What.ONLY, "doNotAutoAddDefaults", (checks, "doNotAutoAddDefaults"))
    own = {str(item["name"]): path for item, path in settings.entries("customChecks") if "name" in item}
    for key, what in (("include", What.ON), ("exclude", What.OFF)):
        for word, path in settings.words(checks, key):
            if word not in own:
                yield settings.wish(what, word, path)
    for word, path in settings.words(checks, "ignorePaths"):
        if word.startswith("~"):
            yield settings.none(f"ignorePaths {word}", path, "lies outside of the tree")
        else:
            yield settings.wish(What.EXCLUDE, word, path)
    for name, path in own.items():
        template = settings.get(*path, "template")
        told = f" (template {template})" if isinstance(template, str) else ""
        yield settings.none(f"customChecks {name}{told}", path, _OWN_CHECK)


def polaris(settings: Settings) -> Iterator[Wish]:
    """`polaris.yaml`: a severity a check, exemptions, checks of one's own."""
    checks = settings.get("checks")
    for name, level in checks.items() if isinstance(checks, dict) else ():
        severity = _POLARIS.get(level) if isinstance(level, str) else None
        if severity is None:
            yield settings.none(f"checks.{name}", ("checks", name), "neither danger, warning nor ignore")
        elif name not in (settings.get("customChecks") or {}):
            what = What.OFF if severity == "off" else What.ON
            yield settings.wish(what, str(name), ("checks", name), severity=None if severity == "off" else severity)
    for exemption, path in settings.entries("exemptions"):
        if exemption.get("containerNames"):
            yield settings.none("exemption by containerNames", path, "suppress it with a comment at the container")
            continue
        names = tuple(f"{word}*" for word, _ in settings.words(*path, "controllerNames"))
        namespaces = tuple(word for word, _ in settings.words(*path, "namespace"))
        if not names and not namespaces:
            yield settings.none("exemption without controllerNames and namespace", path, "list its rules under checks as ignored")
            continue
        for word, _ in [*settings.words(*path, "rules")] or [("", path)]:
            yield settings.wish(What.EXCEPT, word, path, names=names, namespaces=namespaces)
    own = settings.get("customChecks")
    for name in own if isinstance(own, dict) else ():
        yield settings.none(f"customChecks.{name}", ("customChecks", name), _OWN_CHECK)


def checkov(settings: Settings) -> Iterator[Wish]:
    """`.checkov.yaml`: the long options of its command line."""
    for key, what in (("check", What.ON), ("skip-check", What.OFF)):
        words = list(settings.words(key))
        if what is What.ON and any(_of_checkov(word) for word, _ in words):
            yield settings.wish(What.ONLY, key, (key,))
        for word, path in words:
            if _of_checkov(word):
                yield settings.wish(what, word, path)
            else:
                severity = word.upper() in {"LOW", "MEDIUM", "HIGH", "CRITICAL"}
                yield settings.none(f"{key} {word}", path, "choose by `severity:` here" if severity else _NO_MANIFESTS)
    yield from _checkov_paths(settings)
    if settings.flag("soft-fail"):
        yield settings.wish(What.SET, "failOn", ("soft-fail",), severity="never")
    for key in ("soft-fail-on", "hard-fail-on"):
        for word, path in settings.words(key):
            yield settings.none(f"{key} {word}", path, "which findings fail is for `severity:` and `failOn:` to say")
    for word, path in settings.words("external-checks-dir"):
        yield settings.none(f"external-checks-dir {word}", path, _OWN_CHECK)


def _checkov_paths(settings: Settings) -> Iterator[Wish]:
    for word, path in settings.words("skip-path"):
        if _REGEX.search(word):
            yield settings.none(f"skip-path {word}", path, "a regular expression: write it as a pattern of .gitignore")
        else:
            yield settings.wish(What.EXCLUDE, word, path)


def _of_checkov(word: str) -> bool:
    return word.startswith(("CKV_K8S_", "CKV2_K8S_", "CKV_*", "CKV2_*"))


def trivy_ignores(settings: Settings) -> Iterator[Wish]:
    """`.trivyignore.yaml`: ids with paths, a statement and a date."""
    for item, path in settings.entries("misconfigurations"):
        word = item.get("id")
        if not isinstance(word, str):
            yield settings.none("an entry without id", path, "not understood")
            continue
        paths = tuple(text for text, _ in settings.words(*path, "paths"))
        statement, expires = item.get("statement"), day(item.get("expired_at"))
        reason = statement if isinstance(statement, str) and statement.strip() else None
        yield settings.wish(
            What.EXCEPT if paths or expires or reason else What.OFF,
            trivy_id(word),
            (*path, "id"),
            paths=paths,
            reason=reason,
            expires=expires,
        )
    for key in ("vulnerabilities", "secrets", "licenses"):
        number = sum(1 for _ in settings.entries(key))
        if number:
            yield settings.none(f"{key}: {number:,}", (key,), _NO_MANIFESTS)


def trivy(settings: Settings) -> Iterator[Wish]:
    """`trivy.yaml`: what is left out, and the exit code."""
    for key in ("skip-dirs", "skip-files"):
        for word, path in settings.words("scan", key):
            yield settings.wish(What.EXCLUDE, f"{word.rstrip('/')}/" if key == "skip-dirs" else word, path)
    if settings.get("severity") is not None:
        yield settings.none("severity", ("severity",), "its severities are not ours: `failOn:` and `minSeverity:` choose here")
    for word, path in settings.words("misconfiguration", "skip-policies"):
        yield settings.wish(What.OFF, trivy_id(word), path)


def trivy_id(word: str) -> str:
    """An id of trivy as it is written today: `AVD-KSV-0014`, `KSV014` and `KSV-0014` are one."""
    found = _TRIVY_ID.fullmatch(word)
    return f"{found[1].upper()}-{int(found[2]):04}" if found else word


def kics(settings: Settings) -> Iterator[Wish]:
    """`kics.config`: the long options of its command line."""
    if settings.get("include-queries"):
        yield settings.wish(What.ONLY, "include-queries", ("include-queries",))
    for key, what in (("include-queries", What.ON), ("exclude-queries", What.OFF), ("exclude-paths", What.EXCLUDE)):
        for word, path in settings.words(key):
            yield settings.wish(what, word, path)
    for key in ("exclude-severities", "exclude-categories", "exclude-results"):
        if settings.get(key):
            yield settings.none(key, (key,), "rules are chosen by id, category and profile here; a baseline hides results")


Reader = Callable[[Settings], Iterator[Wish]]

#: Names of files, with the tool and what reads them; a pattern without `/` is that of a name.
FILES: tuple[tuple[str, str, Reader], ...] = (
    (".kube-linter.y*ml", "kube-linter", kube_linter),
    ("kube-linter*.y*ml", "kube-linter", kube_linter),
    (".polaris.y*ml", "polaris", polaris),
    ("polaris*.y*ml", "polaris", polaris),
    (".checkov.y*ml", "checkov", checkov),
    (".trivyignore.y*ml", "trivy", trivy_ignores),
    ("trivy.y*ml", "trivy", trivy),
    ("kics.config", "kics", kics),
    (".kics.config", "kics", kics),
    ("kics*.y*ml", "kics", kics),
    ("kics*.json", "kics", kics),
)


def tool_of(name: str) -> tuple[str, Reader] | None:
    """The tool whose settings a file of this name holds, and what reads them."""
    return next(((tool, reader) for pattern, tool, reader in FILES if fnmatchcase(name, pattern)), None)


def tool_by_keys(value: object) -> tuple[str, Reader] | None:
    """The tool whose settings these are, by what they are called; None where that cannot be told."""
    if not isinstance(value, dict):
        return None
    checks = value.get("checks")
    if isinstance(checks, dict) and checks:
        if not {"addAllBuiltIn", "doNotAutoAddDefaults", "include", "exclude", "ignorePaths"}.isdisjoint(checks):
            return "kube-linter", kube_linter
        if any(level in _POLARIS for level in checks.values() if isinstance(level, str)):
            return "polaris", polaris
    for keys, tool, reader in (
        ({"customChecks"}, "kube-linter", kube_linter),
        ({"skip-check", "check", "skip-path", "soft-fail"}, "checkov", checkov),
        ({"misconfigurations"}, "trivy", trivy_ignores),
        ({"exclude-queries", "include-queries", "exclude-paths"}, "kics", kics),
    ):
        if not keys.isdisjoint(value):
            return tool, reader
    return None
