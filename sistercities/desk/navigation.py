"""The links of the desk: the queue, and the pages that features add in `ready()`."""

from sistercities.common.navigation import Navigation

_navigation = Navigation()
register_link = _navigation.register
desk_links = _navigation.links
