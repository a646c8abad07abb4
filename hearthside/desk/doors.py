"""Who each address of this room is for."""

from hearthside.desk.urls import app_name, urlpatterns

DOORS = {f"{app_name}:{address.name}": "staff" for address in urlpatterns}
