"""For whom every address of search is."""

DOORS = {
    "helpcenter:search": "public",
    "helpcenter:as_you_type": "public",
    "helpcenter:desk_miss": "staff",
}
