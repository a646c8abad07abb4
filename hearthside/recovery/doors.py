"""For whom every address of this room is."""

_PUBLIC = ("help", "what", "prove", "choose", "code", "new_code", "letter", "asked", "stop")
_STAFF = ("desk_list", "desk_new", "desk_one", "desk_move")

DOORS = {
    **dict.fromkeys((f"recovery:{name}" for name in _PUBLIC), "public"),
    "recovery:sign_out_all": "member",
    **dict.fromkeys((f"recovery:{name}" for name in _STAFF), "staff"),
}
SCOPES = {"recovery:sign_out_all": "login"}
