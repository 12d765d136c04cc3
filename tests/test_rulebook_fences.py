"""The cases of a page."""

from __future__ import annotations

import pytest

from k8slint.findings import Safety
from k8slint.rulebook import fences

PAGE = """\
# Prose

```yaml bad
a: 1
```

```yaml
no: case
```

````yaml good file=x/a.yaml
```
````

```json good file=b.json
{}
```

```yaml good file=x/a.yaml
again: 1
```

# Heading

```yaml good file=c.yaml
c: 1
```

```yaml options
env: production
options: {most: 1}
```

~~~yaml bad
d: 1
~~~

```yaml fixed
d: 2
```

```yaml fixed unsafe file=a.yaml
d: 3
```

```yaml file=b.yaml unsafe fixed
e: 3
```

```yaml fixed file=c.yaml
d: 4
```

```yaml options
{}
```

```yaml good
```
"""


def test_examples() -> None:
    assert not fences.faults("p.md", PAGE)
    found = [(e.kind, dict(e.files), dict(e.lines), dict(e.settings)) for e in fences.examples("p.md", PAGE)]
    production = {"env": "production", "options": {"most": 1}}
    assert found == [
        ("bad", {"a.yaml": "a: 1\n"}, {"a.yaml": 4}, {}),
        ("good", {"x/a.yaml": "```\n", "b.json": "{}\n"}, {"x/a.yaml": 12, "b.json": 16}, {}),
        ("good", {"x/a.yaml": "again: 1\n"}, {"x/a.yaml": 20}, {}),
        ("good", {"c.yaml": "c: 1\n"}, {"c.yaml": 26}, {}),
        ("options", {"a.yaml": "env: production\noptions: {most: 1}\n"}, {"a.yaml": 30}, production),
        ("bad", {"a.yaml": "d: 1\n"}, {"a.yaml": 35}, production),
        ("fixed", {"a.yaml": "d: 2\n"}, {"a.yaml": 39}, production),
        ("fixed", {"a.yaml": "d: 3\n", "b.yaml": "e: 3\n"}, {"a.yaml": 43, "b.yaml": 47}, production),
        ("fixed", {"c.yaml": "d: 4\n"}, {"c.yaml": 51}, production),
        ("options", {"a.yaml": "{}\n"}, {"a.yaml": 55}, {}),
        ("good", {"a.yaml": ""}, {"a.yaml": 59}, {}),
    ]
    safety = [example.safety for example in fences.examples("p.md", PAGE) if example.kind == "fixed"]
    assert safety == [Safety.SAFE, Safety.UNSAFE, Safety.SAFE]
    assert all(example.safety is None for example in fences.examples("p.md", PAGE) if example.kind != "fixed")


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("```yaml bda\n```\n", "p.md:1:1: a fence is bad, good, fixed or options, not `bda`; did you mean `bad`?"),
        ("x\n\n```yaml bad\na: 1\n", "p.md:3:1: this fence is never closed"),
        ("- x\n\n  ```yaml bad\n  a: 1\n  ```\n", "p.md:3:1: a fence with a case begins in the first column"),
        ("```yaml bad good\n```\n", "p.md:1:1: a fence has one kind and at most one file"),
        ("```yaml bad unsafe\n```\n", "p.md:1:1: only a fence `fixed` is `unsafe`"),
        ("```yaml unsafe\n```\n", "p.md:1:1: only a fence `fixed` is `unsafe`"),
        ("```yaml fixed safe\n```\n", "p.md:1:1: a fence is bad, good, fixed or options, not `safe`"),
        ("```yaml file=a.yaml\n```\n", "p.md:1:1: a fence has one kind and at most one file"),
        ("```yaml bad file=../a.yaml\n```\n", "p.md:1:1: `file=../a.yaml` is no name of a file in the case"),
        ("```yaml bad file=/a.yaml\n```\n", "p.md:1:1: `file=/a.yaml` is no name of a file in the case"),
        ("```yaml bad name=a.yaml\n```\n", "p.md:1:1: `name=a.yaml` is not understood; only `file=NAME` is"),
        (
            "```yaml options\nenv: x\nnamespaec: y\n```\n",
            "p.md:3:1: unknown key `namespaec`; did you mean `namespace`?",
        ),
        ("```yaml options\n- x\n```\n", "p.md:2:1: options are one mapping"),
    ],
)
def test_faults(page: str, expected: str) -> None:
    assert [str(error) for error in fences.faults("p.md", page)] == [expected]


def test_other_fences_are_left_alone() -> None:
    page = "```\n```\n\n```console bad\n$ k8slint\n```\n\n```yaml\na: 1\n```\n"
    assert not fences.faults("p.md", page)
    assert not fences.examples("p.md", page)
