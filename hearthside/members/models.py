"""People, the accounts they are billed on, and who may see an account."""

from django.db import models

from hearthside.references import reference_of


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
    home_phone = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=60, blank=True)
    email_changed_at = models.DateTimeField(null=True)
    phone_changed_at = models.DateTimeField(null=True)
    home_phone_changed_at = models.DateTimeField(null=True)
    address_changed_at = models.DateTimeField(null=True)
    way_in_changed_at = models.DateTimeField(null=True)
    birth_date_door = models.BooleanField(default=True)
    safety_since = models.DateTimeField(null=True)
    no_letters_home = models.BooleanField(default=False)

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
        """Where letters go. None while whoever lives there might read what is not theirs: such a letter
        stops in the mailroom, and a person finds another way."""
        return [] if self.no_letters_home else self.home_lines

    @property
    def home_lines(self) -> list[str]:
        """The address on file, whether or not letters may go there."""
        place = f"{self.city}, {self.state} {self.zip}".strip(", ")
        return [line for line in (self.address1, self.address2, place, self.country.upper()) if line]

    @property
    def shown_lines(self) -> list[str]:
        """What a staff screen may show of the address without a permission of its own."""
        return [] if self.safety_since else self.home_lines


class DeliveryAddress(models.Model):
    """Where care and equipment come to, when that is not where mail goes. At most one an account."""

    account = models.OneToOneField("members.Account", on_delete=models.PROTECT, related_name="delivery")
    address1 = models.CharField(max_length=120)
    address2 = models.CharField(max_length=120, blank=True)
    city = models.CharField(max_length=80)
    state = models.CharField(max_length=2)
    zip = models.CharField(max_length=10)
    changed_at = models.DateTimeField()

    @property
    def address_lines(self) -> list[str]:
        return [
            line for line in (self.address1, self.address2, f"{self.city}, {self.state} {self.zip}") if line
        ]


class Person(models.Model):
    """A human on an account. `confidential_care`: this person's care is shown to no parent and no helper."""

    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="people")
    first_name = models.CharField(max_length=100)
    last_name = models.CharField(max_length=100)
    birth_date = models.DateField(null=True)
    relationship = models.CharField(max_length=10, choices=Relationship, default=Relationship.SELF)
    died_on = models.DateField(null=True)
    confidential_care = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "first_name", "last_name", "birth_date"], name="person_once_an_account"
            )
        ]
        indexes = [
            models.Index(fields=["birth_date"], name="child_by_birth_date",
                         condition=models.Q(relationship="child"))
        ]  # fmt: skip

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


HELPER_SCOPES = (Scope.MONEY, Scope.CARE, Scope.ALL)


class Basis(models.TextChoices):
    """What a grant rests on."""

    OWN = "own"
    ARRANGED = "arranged"
    INVITED = "invited"
    AUTHORIZATION = "authorization"
    POA_MONEY = "poa_money"
    POA_HEALTH = "poa_health"
    GUARDIAN = "guardian"
    PARENT = "parent"


class AccessGrant(models.Model):
    """A login may see an account: since when, until when, how much of it, and what that rests on.

    `person` is whose care it opens; without one, that of whoever gave it. `paper` is the number of the case
    that holds the paper. `ended_why` is a code; rows end and stay.
    """

    login = models.ForeignKey("identity.Login", on_delete=models.PROTECT, related_name="grants")
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="grants")
    scope = models.CharField(max_length=10, choices=Scope)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    basis = models.CharField(max_length=14, choices=Basis, default=Basis.ARRANGED)
    person = models.ForeignKey("members.Person", on_delete=models.PROTECT, null=True, related_name="+")
    paper = models.CharField(max_length=10, blank=True)
    ended_why = models.CharField(max_length=20, blank=True)
    ended_by = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["login", "account"],
                condition=models.Q(ended_at=None),
                name="one_live_grant_a_login_and_account",
            )
        ]
        indexes = [
            models.Index(fields=["ends_on"], name="grant_by_end", condition=models.Q(ended_at=None))
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.scope} of login {self.login_id}"

    @property
    def reference(self) -> str:
        """Its number in addresses: ten digits."""
        return reference_of(self.pk)

    @property
    def is_helpers(self) -> bool:
        return self.scope in HELPER_SCOPES
