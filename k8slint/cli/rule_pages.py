"""`k8slint rules test` and `k8slint rules new`: for those who write rules of their own."""

from __future__ import annotations

import os

import click

from k8slint.cli.errors import UsageError
from k8slint.cli.options import loaded_rules
from k8slint.cli.output import write_file, write_stdout
from k8slint.report.terminal import sanitize
from k8slint.report.words import plural

_TEST, _NEW = "k8slint rules test", "k8slint rules new"


@click.command("test", short_help="Try every case on the pages of a folder.")
@click.argument("folder", metavar="DIR")
@click.option("--update", is_flag=True, help="Let the cases expect what is found in them; review the difference.")
def test(*, folder: str, update: bool) -> int:
    """Try every case on the rule pages of DIR: `bad` ones must be found as they say, `good` ones not at all.

    The Python bodies beside the pages are run. Exit code: 0 all is as the pages say, 1 something is not, 2 there is no page.
    """
    from k8slint.engine import cases  # linting needs none of it
    from k8slint.rulebook.index import read

    if not os.path.isdir(folder):
        raise UsageError(_TEST, f"no such directory: {folder}")
    rules, faults = read(folder)
    if not rules and not faults:
        raise UsageError(_TEST, f"no rule pages under {folder}: a page is DIR/<category>/<id>.md")
    book = (*loaded_rules(_TEST), *rules)
    told = [str(fault) for fault in faults]
    tried = 0
    for rule in rules:
        page = os.path.relpath(rule.page)
        try:
            if update:
                write_file(_TEST, rule.page, [cases.updated(rule, book)])
            wrong = [*cases.faults(rule)]
            for number in range(len(rule.examples())):
                wrong += cases.differences(rule, number, book)
                tried += 1
        except UsageError:
            raise
        except Exception as error:  # noqa: BLE001  # whatever a body raises while it is imported
            wrong = [cases.Wrong(1, f"the rule cannot be loaded: {type(error).__name__}: {error}")]
        told += (f"{page}:{line}: {message}" for line, message in wrong)
    outcome = plural(len(told), "thing") + " not as the pages say" if told else "all as the pages say"
    what = f"{plural(len(rules) + len({fault.path for fault in faults}), 'rule')}, {plural(tried, 'case')}"
    write_stdout([*(f"{sanitize(line)}\n" for line in told), f"{what}: {outcome}\n"])
    return int(bool(told))


@click.command("new", short_help="Write the page of a new rule.")
@click.argument("name", metavar="CATEGORY/ID")
@click.option("--in", "folder", default="rules", show_default=True, metavar="DIR", help="The folder of the pages.")
@click.option("--declarative", is_flag=True, help="One field against one JSON Schema, in the page itself, without Python.")
def new(*, name: str, folder: str, declarative: bool) -> int:
    """Write DIR/CATEGORY/ID.md, a page whose example already runs, and the Python body beside it.

    The id names the wrong thing: services/service-without-owner.
    """
    from k8slint.rulebook.skeleton import NAME, files

    category, _, rule = name.partition("/")
    if not (NAME.fullmatch(category) and NAME.fullmatch(rule)):
        raise UsageError(_NEW, f"`{name}` is not CATEGORY/ID in small letters, digits and hyphens: services/no-owner")
    if any(one.id == rule for one in loaded_rules(_NEW)):
        raise UsageError(_NEW, f"there is a rule `{rule}` already: see `k8slint explain {rule}`")
    texts = {os.path.join(folder, category, path): text for path, text in files(rule, declarative=declarative).items()}
    there = next((path for path in texts if os.path.lexists(path)), None)
    if there is not None:
        raise UsageError(_NEW, f"{there} is there already")
    try:
        os.makedirs(os.path.join(folder, category), exist_ok=True)
    except OSError as error:
        raise UsageError(_NEW, f"{error.filename}: cannot be made: {(error.strerror or str(error)).lower()}") from None
    for path, text in texts.items():
        write_file(_NEW, path, [text])
    use = f"try it: k8slint rules test {folder}; use it: k8slint check --rules {folder} --profile recommended"
    write_stdout(f"{sanitize(line)}\n" for line in (*(f"wrote {path}" for path in texts), use))
    return 0
