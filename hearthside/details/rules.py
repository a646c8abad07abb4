"""What a typed address is worth, and who may change it. Values in, a value out."""

import re
import unicodedata

# The first three digits of ZIP codes by state. Source: USPS Publication 65 by its three-digit prefixes;
# general knowledge, not looked up. A pair that is not here is kept all the same: a person looks at it.
_PREFIXES = (
    "AA 340; AE 090-098; AK 995-999; AL 350-369; AP 962-966; AR 716-729; AS 967; AZ 850-865; CA 900-961; "
    "CO 800-816; CT 060-069; DC 200-205,569; DE 197-199; FL 320-349; FM 969; GA 300-319,398-399; GU 969; "
    "HI 967-968; IA 500-528; ID 832-838; IL 600-629; IN 460-479; KS 660-679; KY 400-427; LA 700-714; "
    "MA 010-027,055; MD 206-219; ME 039-049; MH 969; MI 480-499; MN 550-567; MO 630-658; MP 969; MS 386-397; "
    "MT 590-599; NC 270-289; ND 580-588; NE 680-693; NH 030-038; NJ 070-089; NM 870-884; NV 889-898; "
    "NY 005,063,100-149; OH 430-459; OK 730-749; OR 970-979; PA 150-196; PR 006-009; PW 969; RI 028-029; "
    "SC 290-299; SD 570-577; TN 370-385; TX 733,750-799,885; UT 840-847; VA 201,220-246; VI 008; "
    "VT 050-059; WA 980-994; WI 530-549; WV 247-268; WY 820-831"
)
_SPACES = re.compile(r"\s+")
_HAS_NUMBER_OR_BOX = re.compile(r"[0-9]|\b(box|general delivery|rural route|rr|hc)\b", re.IGNORECASE)


def _ranges() -> dict[str, tuple[tuple[int, int], ...]]:
    found = {}
    for entry in _PREFIXES.split("; "):
        state, spans = entry.split(" ")
        pairs = [(span.partition("-")[0], span.partition("-")[2] or span) for span in spans.split(",")]
        found[state] = tuple((int(first), int(last)) for first, last in pairs)
    return found


RANGES = _ranges()


def one_line(text: str) -> str:
    """Typed text as one line: runs of blanks are one, line breaks and control marks are none.

    Letters of any script, marks that set their direction and emoji stay as they are.
    """
    kept = "".join(mark for mark in text if mark.isspace() or unicodedata.category(mark) != "Cc")
    return _SPACES.sub(" ", kept).strip()


def zip_fits_state(zip_code: str, state: str) -> bool:
    """Whether a ZIP code is one of this state's. A state that is not in the table fits any."""
    ranges = RANGES.get(state)
    if ranges is None or not zip_code[:3].isdigit():
        return ranges is None
    return any(first <= int(zip_code[:3]) <= last for first, last in ranges)


def doubt_about(address: dict[str, str]) -> str:
    """Why a person should look at an address, as a code; "" when nothing speaks against it.

    Nothing here refuses an address: some are true and look odd.
    """
    if address.get("country"):
        return "abroad"
    if not zip_fits_state(address.get("zip", ""), address.get("state", "")):
        return "zip_state"
    return "" if _HAS_NUMBER_OR_BOX.search(address.get("address1", "")) else "no_number"
