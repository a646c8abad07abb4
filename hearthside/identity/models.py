"""Who can sign in. What they may see is an access grant, in the members room."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property

from hearthside.identity import roles


class LoginManager(BaseUserManager["Login"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "Login":
        login = self.model(email=self.normalize_email(email).lower(), **fields)
        login.set_password(password)
        login.save(using=self._db)
        return login


class Login(AbstractBaseUser, PermissionsMixin):
    """One person's way in: an e-mail address and what proves it is them."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    sessions_ended = models.PositiveIntegerField(default=0)

    objects = LoginManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    def __str__(self) -> str:
        return f"login {self.pk}"

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Every session carries this; ending them all once more changes it, as a new password does."""
        told = f"{self.password}{self.sessions_ended or ''}"
        return salted_hmac("hearthside.identity.session", told, secret=secret, algorithm="sha256").hexdigest()

    @cached_property
    def roles(self) -> frozenset[str]:
        """The staff roles this login has now; asked once for each request. None for a member."""
        if not (self.is_staff and self.is_active):
            return frozenset()
        return frozenset(self.staff_roles.filter(ended_at=None).values_list("role", flat=True))

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Whether a staff role of this login may work `perm` ("room.verb"); Django's tables are not asked."""
        return perm in roles.permissions_of(self.roles)

    def may_see(self, permission: str) -> bool:
        """Whether this login may look at what `permission` guards: `has_perm`, or an auditor's eyes."""
        return permission in roles.seen_by(self.roles) or self.has_perm(permission)


class StaffRole(models.Model):
    """A role of a staff login: who gave it, since when, until when. Rows end and are never removed."""

    login = models.ForeignKey("identity.Login", on_delete=models.PROTECT, related_name="staff_roles")
    role = models.CharField(max_length=40)
    granted_by = models.CharField(max_length=64)
    since = models.DateTimeField()
    ended_by = models.CharField(max_length=64, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["login", "role"],
                condition=models.Q(ended_at=None),
                name="one_live_staff_role_a_login",
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} of login {self.login_id}"


class OneTimeCode(models.Model):
    """Six digits that were sent to someone. Only a keyed hash is kept; `ticket` is the asker's half."""

    ticket = models.CharField(max_length=43, unique=True)
    purpose = models.CharField(max_length=20)
    code_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="one_time_code_by_end")]
