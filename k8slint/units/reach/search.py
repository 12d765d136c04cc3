"""The search for everything that a change reaches: from what changed to what may be applied together with it."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from k8slint.near import slip_of_a_token
from k8slint.units.layout import Layout, parent
from k8slint.units.naming import common
from k8slint.units.own_words import environment_hosts
from k8slint.units.reach.facts import Facts, Object, facts_of
from k8slint.units.reach.kustomized import Kustomized, Versions
from k8slint.units.reach.words import BROKEN, NameIndex
from k8slint.units.whereabouts import KEPT_IN_GIT, is_telling
