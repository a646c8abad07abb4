"""Files of a form that is being written: kept as they arrive, so that a refused form loses none."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from hearthside import clock
from hearthside.cases.views.opened import actor
from hearthside.inbox import flows, selectors, wording
from hearthside.inbox.errors import FileRefused
from hearthside.inbox.formkeys import FormKey
from hearthside.inbox.forms import WordsForm


def files_came(request: HttpRequest, form: WordsForm, key: FormKey, thread_id: int | None = None) -> bool:
    """Keep the file of this form, or say beside the field why not. Whether all is well."""
    upload = request.FILES.get("file")
    if upload is None:
        return True
    try:
        flows.take_file(
            account_id=key.account_id, form_key=key.key, thread_id=thread_id, chunks=upload.chunks(),
            size_bytes=upload.size or 0, by=actor(request), at=clock.now(),
        )  # fmt: skip
    except FileRefused as refusal:
        form.add_error("file", wording.refusal_words(refusal))
        return False
    return True


def only_files(request: HttpRequest, form: WordsForm, key: FormKey) -> bool:
    """Whether the press was about files alone (add one, remove one); nothing else is judged then."""
    if request.POST.get("step") == "add":
        form.errors.clear()
        if "file" not in request.FILES:
            form.add_error("file", _("Choose a file first."))
        return True
    if "remove" in request.POST:
        form.errors.clear()
        _remove(request, key)
        return True
    return False


def _remove(request: HttpRequest, key: FormKey) -> None:
    for file in selectors.files_of_form(key.key, key.account_id):
        if file.reference == request.POST["remove"]:
            flows.remove_file(file, reason="not_wanted", by=actor(request), at=clock.now())
