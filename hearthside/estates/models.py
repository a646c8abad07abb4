"""A death as it was told to us, what we stopped, what is left to do, and who speaks for the estate."""

from django.db import models


class Told(models.TextChoices):
    """How we heard of it."""

    PAGE = "page"
    PHONE = "phone"
    BANK = "bank"
    MAIL = "mail"


class NoticeState(models.TextChoices):
    REPORTED = "reported"
    CHECKING = "checking"  # one person is sure; a second one looks
    VERIFIED = "verified"
    LAPSED = "lapsed"  # nobody could verify it in time: everything goes on
    UNDONE = "undone"  # it was a mistake
    JOINED = "joined"  # somebody had told us already


LIVE = (NoticeState.REPORTED, NoticeState.CHECKING, NoticeState.VERIFIED)


class YesNo(models.TextChoices):
    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


class Relation(models.TextChoices):
    """Whoever told us was their ...; the labels are the desk's."""

    SPOUSE = "spouse", "Husband, wife or partner"
    CHILD = "child", "Son or daughter"
    PARENT = "parent", "Mother or father"
    RELATIVE = "relative", "Another relative"
    FRIEND = "friend", "Friend or neighbor"
    LAWYER = "lawyer", "Lawyer or helper of the estate"
    OTHER = "other", "Something else"


class Papers(models.TextChoices):
    NOW = "now"
    LATER = "later"
    NONE = "none"


class Proof(models.TextChoices):
    """What staff saw. Nobody is taken for dead because somebody said so."""

    CERTIFICATE = "certificate"
    OBITUARY = "obituary"
    PLAN_FILE = "plan_file"
    FUNERAL_HOME = "funeral_home"


class Notice(models.Model):
    """One report of one death. `person` is who we found it is about: at once where the facts left no doubt.

    `looked_at`: the worker has looked for the account. `stop_ends_on`: until then nothing goes out or is
    taken; empty when nothing was stopped. What was told stays as it was typed.
    """

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("members.Person", on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=NoticeState, default=NoticeState.REPORTED)
    told = models.CharField(max_length=5, choices=Told)
    told_at = models.DateTimeField()
    language = models.CharField(max_length=2, default="en")
    died_name = models.CharField(max_length=200)
    number_typed = models.CharField(max_length=80, blank=True)
    zip_typed = models.CharField(max_length=10, blank=True)
    died_on = models.DateField(null=True)
    reporter = models.CharField(max_length=200, blank=True)
    relation = models.CharField(max_length=8, choices=Relation, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    address = models.TextField(blank=True)
    equipment = models.CharField(max_length=6, choices=YesNo, default=YesNo.UNSURE)
    is_executor = models.CharField(max_length=6, choices=YesNo, default=YesNo.UNSURE)
    papers = models.CharField(max_length=5, choices=Papers, default=Papers.LATER)
    looked_at = models.DateTimeField(null=True)
    was_sure = models.BooleanField(default=False)
    stop_ends_on = models.DateField(null=True)
    household_told_at = models.DateTimeField(null=True)
    proof = models.CharField(max_length=12, choices=Proof, blank=True)
    verified_by = models.CharField(max_length=60, blank=True)
    confirmed_by = models.CharField(max_length=60, blank=True)
    verified_at = models.DateTimeField(null=True)
    final_on = models.DateField(null=True)
    undo_asked_by = models.CharField(max_length=60, blank=True)
    undo_why = models.CharField(max_length=500, blank=True)
    undone_by = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], name="one_live_notice_a_person",
                condition=models.Q(state__in=["reported", "checking", "verified"]),
            ),
            models.CheckConstraint(
                condition=~models.Q(state="verified")
                | (models.Q(verified_at__isnull=False, person__isnull=False, died_on__isnull=False)
                   & ~models.Q(proof="") & ~models.Q(verified_by="")),
                name="verified_death_says_how",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by="") | ~models.Q(confirmed_by=models.F("verified_by")),
                name="death_confirmed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=models.Q(undone_by="") | ~models.Q(undone_by=models.F("undo_asked_by")),
                name="death_undone_by_a_second_person",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["account", "-told_at"], name="notice_by_account"),
            models.Index(fields=["told_at"], name="notice_to_look_at", condition=models.Q(looked_at=None)),
            models.Index(fields=["state", "id"], name="notice_by_state"),
        ]

    def __str__(self) -> str:
        return f"notice {self.pk}"

    @property
    def address_lines(self) -> list[str]:
        return [line.strip() for line in self.address.splitlines() if line.strip()]

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def is_stopped(self) -> bool:
        """Whether everything rests now because of it."""
        return self.is_live and (self.stop_ends_on is not None or self.state == NoticeState.VERIFIED)


class What(models.TextChoices):
    """What can be stopped."""

    MAIL = "mail"
    CHARGES = "charges"
    PLAN = "plan"
    ESTATE = "estate"
    AUTOPAY = "autopay"
    BANK = "bank"
    ACCESS = "access"
    CONTACT = "contact"


class Stop(models.Model):
    """The journal: one thing that was stopped or changed, and how it was `before`, so that it can go back.

    `until`: mail made up to then rests for good; later mail has the estate's name on it.
    """

    notice = models.ForeignKey("estates.Notice", on_delete=models.PROTECT, related_name="stops")
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=8, choices=What)
    subject = models.CharField(max_length=60, blank=True)
    before = models.JSONField(default=dict)
    stopped_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    restored_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "what", "subject"], condition=models.Q(restored_at=None),
                name="stopped_once_a_notice",
            )
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["account"], name="mail_that_rests",
                condition=models.Q(what="mail", restored_at=None),
            )
        ]  # fmt: skip


class TaskState(models.TextChoices):
    OPEN = "open"
    DONE = "done"
    NOT_NEEDED = "not_needed"


class Task(models.Model):
    """One box of the checklist. `code` says what it is (`wording.TASKS`), `about` which machine."""

    notice = models.ForeignKey("estates.Notice", on_delete=models.PROTECT, related_name="tasks")
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, related_name="+")
    code = models.CharField(max_length=20)
    about = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=TaskState, default=TaskState.OPEN)
    done_by = models.CharField(max_length=60, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "code", "about"], name="task_once_a_notice")]


class Contact(models.Model):
    """Who speaks for the estate, and how we reach them. `papers_seen` names the paper."""

    notice = models.OneToOneField("estates.Notice", on_delete=models.PROTECT, related_name="contact")
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)
    relation = models.CharField(max_length=8, choices=Relation, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    address = models.TextField(blank=True)
    papers_seen = models.CharField(max_length=60, blank=True)
    papers_seen_by = models.CharField(max_length=60, blank=True)
    changed_at = models.DateTimeField()

    @property
    def address_lines(self) -> list[str]:
        return [line.strip() for line in self.address.splitlines() if line.strip()]
