"""The links of signed-in committee pages: my partnerships, and the pages that features add in `ready()`."""

from sistercities.common.navigation import Navigation

_navigation = Navigation()
register_workspace_link = _navigation.register
workspace_links = _navigation.links
