"""What documents bring to the desk: the kinds of their tasks and the desk's links to their pages."""

from . import kinds, links, mistakes, questions  # noqa: F401 - they register themselves
