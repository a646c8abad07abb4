import cProfile, pstats
from datetime import timedelta
from hearthside.bills.tests.cast import *
def test_perf(db):
    house = make_house("Ana","Bea", second_plan=True)
    for place in range(60):
        person, on = house.people[place % 2], house.day - timedelta(days=place + 1)
        house.hears(MEADOWLARK, [claim(person, f"N{place}", [line(1, 21000, 10150, ("CO", "45", 6500), ("PR", "2", 4350), on=on)])])
        house.hears(HARBOR, [claim(person, f"N{place}", [line(1, 21000, 1450, ("OA", "23", 16650), ("PR", "2", 2900), on=on)], status="2", payer_number=f"H{place}")])
    house.day += timedelta(days=3)
    b = house.bills()
    c=sign_in("x@e.org",house.account); u=f"/account/bills/{b.number}/"
    c.get(u); p=cProfile.Profile(); p.enable()
    for _ in range(5): c.get(u)
    p.disable(); pstats.Stats(p).sort_stats("cumulative").print_stats(60)
