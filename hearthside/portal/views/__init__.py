"""The member shell: public pages, the signed-in home, and the pages for when something went wrong."""

from hearthside.portal.views.errors import form_went_stale

__all__ = ["form_went_stale"]
