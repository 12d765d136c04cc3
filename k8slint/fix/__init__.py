"""Fixes: changes of data become changes of text that leave all else as it was, and are proved before anybody sees them."""

from k8slint.fix.apply import Applied, apply
from k8slint.fix.made import text_fix

__all__ = ["Applied", "apply", "text_fix"]
