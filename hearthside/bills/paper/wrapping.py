"""How many lines a text takes in a column, from the widths in the font: the typesetter measures slowly."""

from hearthside.bills.paper.font_file import read_font
from hearthside.bills.paper.typefaces import TEXT_FACES

CAUTION = 1.005  # kerning is left out; it nearly always narrows


def lines_taken(text: str, *, column_points: float, size_points: float, bold: str = "") -> int:
    """The lines of `bold` followed by `text`, set ragged and broken at spaces; 0 for no text at all."""
    regular, heavy = (read_font(path) for path in TEXT_FACES)
    space = regular.width(" ", size_points)
    widths = [heavy.width(word, size_points) for word in bold.split(" ") if word]
    widths += [regular.width(word, size_points) for word in text.split(" ") if word]
    lines, used = 0, 0.0
    for width in widths:
        together = used + space + width if used else width
        if lines == 0 or together * CAUTION > column_points:
            lines, used = lines + 1, width
        else:
            used = together
    return lines
