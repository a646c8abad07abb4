"""The receipt of one payment, for print."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass
