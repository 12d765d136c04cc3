"""The Python body beside a page: what it visits, told without running it, and its check, told by running it."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from typing import TYPE_CHECKING

from k8slint.rulebook.errors import PageError

if TYPE_CHECKING:
    import ast

    from k8slint.rulebook.rule import Check

#: A check takes its subject and the context.
_PARAMETERS = 2


def subject(path: str, text: str) -> str | PageError:
    """Tell what the check of a body visits: the annotation of its first parameter, as a name."""
    import ast  # only compiling a book needs it

    try:
        module = ast.parse(text, path)
    except SyntaxError as error:
        return PageError(path, error.lineno or 1, error.offset or 1, error.msg)
    except ValueError as error:  # a NUL character
        return PageError(path, 1, 1, str(error))
    for statement in module.body:
        if isinstance(statement, ast.FunctionDef) and statement.name == "check":
            parameters = [*statement.args.posonlyargs, *statement.args.args]
            if len(parameters) != _PARAMETERS:
                return _error(path, statement, "`check` takes two parameters: the subject and the context")
            name = _name(parameters[0].annotation)
            if name is None:
                return _error(path, parameters[0], f"the annotation of `{parameters[0].arg}` names no subject")
            return name
    return PageError(path, 1, 1, "no function `check`")


def _name(annotation: ast.expr | None) -> str | None:
    import ast

    if isinstance(annotation, ast.Name):
        return annotation.id
    if isinstance(annotation, ast.Attribute):
        return annotation.attr
    return None


def _error(path: str, where: ast.FunctionDef | ast.arg, message: str) -> PageError:
    return PageError(path, where.lineno, where.col_offset + 1, message)


def load(rule: str, path: str) -> Check:
    """Import a body by its path and return its check; whatever the body raises passes through."""
    name = f"k8slint.rules.{rule.replace('-', '_')}"
    module = sys.modules.get(name)
    if module is None or module.__file__ != path:
        spec = spec_from_file_location(name, path)
        if spec is None or spec.loader is None:
            raise ImportError(f"no Python source: {path}", path=path)
        module = module_from_spec(spec)
        sys.modules[name] = module  # dataclasses of a body look themselves up there
        try:
            spec.loader.exec_module(module)
        except BaseException:
            del sys.modules[name]
            raise
    check: Check = module.check
    return check
