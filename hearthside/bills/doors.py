"""For whom every address of this room is."""

DOORS = {
    **dict.fromkeys(
        (
            "bills:list",
            "bills:page",
            "bills:pdf",
            "bills:json",
            "bills:coupon",
            "bills:source",
            "bills:receipts",
            "bills:itemized",
            "bills:itemized_pdf",
            "bills:number",
        ),
        "member",
    ),
    "bills:blank_coupon": "public",
}
