"""People, the accounts they are billed on, and who may see an account."""

from django.db import models


class Relationship(models.TextChoices):
    SELF = "self"
    SPOUSE = "spouse"
    CHILD = "child"
    OTHER = "other"


class Account(models.Model):
    """Who is billed. `number` is what stands on the bill: ten digits, the last a Luhn check."""

    number = models.CharField(max_length=10, unique=True)
    roster_key = models.CharField(max_length=80, unique=True, null=True)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    language = models.CharField(max_length=2, default="en")
    large_print = models.BooleanField(default=False)
    address1 = models.CharField(max_length=120, blank=True)
    address2 = models.CharField(max_length=120, blank=True)
    city = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=2, blank=True)
    zip = models.CharField(max_length=10, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    contact_changed_at = models.DateTimeField(null=True)
    birth_date_door = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(number__regex=r"^[0-9]{10}$"), name="account_number_ten_digits"
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def address_lines(self) -> list[str]:
        place = f"{self.city}, {self.state} {self.zip}".strip(", ")
        return [line for line in (self.address1, self.address2, place) if line]


class Person(models.Model):
    """A human on an account."""

    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="people")
    first_name = models.CharField(max_length=100)
    last_name = models.CharField(max_length=100)
    birth_date = models.DateField(null=True)
    relationship = models.CharField(max_length=10, choices=Relationship, default=Relationship.SELF)
    died_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "first_name", "last_name", "birth_date"], name="person_once_an_account"
            )
        ]

    def __str__(self) -> str:
        return f"person {self.pk}"

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def initials(self) -> str:
        return " ".join(f"{part[0]}." for part in (self.first_name, self.last_name) if part)


class Scope(models.TextChoices):
    """What a grant opens. `self` and `guarantor` are whole; the others are a helper's."""

    SELF = "self"
    GUARANTOR = "guarantor"
    MONEY = "money"
    CARE = "care"
    ALL = "all"


class AccessGrant(models.Model):
    """A login may see an account: since when, until when, how much of it."""

    login = models.ForeignKey("identity.Login", on_delete=models.PROTECT, related_name="grants")
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="grants")
    scope = models.CharField(max_length=10, choices=Scope)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["login", "account"],
                condition=models.Q(ended_at=None),
                name="one_live_grant_a_login_and_account",
            )
        ]
