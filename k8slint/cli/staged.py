"""`k8slint check --staged`: what is about to be committed, as far as the commit touches or breaks it."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

from k8slint.cli.errors import UsageError
from k8slint.cli.options import asked, charted
from k8slint.cli.progress import Progress
from k8slint.discover import STDIN, Tree
from k8slint.discover.files import File
from k8slint.discover.recorded import recorded
from k8slint.discover.vocabulary import cache_file, union, vocabulary
from k8slint.discover.walk import wanted
from k8slint.engine import Known, Settings, check, examine
from k8slint.engine.comparing import Side, compare
from k8slint.findings import Finding, Report, Since
from k8slint.git import GitError
from k8slint.git.blobs import Blobs
from k8slint.git.recorded import Change, Entry, Repository, changes, entries, head, repository, revision
from k8slint.report.terminal import sanitize
from k8slint.rulebook import Rule
from k8slint.units.layout import Layout, plan
from k8slint.units.reach import NameIndex, reach
from k8slint.units.unseen import renderings
