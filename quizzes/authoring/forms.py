"""What authors type besides the text of a question, and how it is refused."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils.text import slugify

from quizzes.banks.blocks import MAX_BLOCK
from quizzes.banks.new_topics import is_topic_id
from quizzes.banks.trials import SEEDS
from quizzes.banks.writing import new_bank_head
from quizzes.exchange.imports import FORMATS
from quizzes.exchange.uploads import MAX_UPLOAD
from quizzes.kinds import all_kinds
from quizzes.models import AREAS, LEVELS, STATES, Bank, Question, Topic

LONGEST_TEXT = 900_000  # characters pasted into a form; larger uploads come as files
AUTOMATIC = ""


class BlockForm(forms.Form):
    """The text of one question. seen: what the author had before them when they began (see admin/writing.py)."""

    bank = forms.ModelChoiceField(queryset=Bank.objects.all())
    source = forms.CharField(required=False, strip=False, widget=forms.Textarea)
    seen = forms.CharField(required=False, max_length=200)

    def clean_source(self) -> str:
        return self.cleaned_data["source"].replace("\r\n", "\n")


class PreviewForm(BlockForm):
    """part: name of the card that is shown; one that the question does not have stands for its first.

    question: whose text it is, so that its own name is not taken; None for a new one.
    """

    question = forms.ModelChoiceField(queryset=Question.objects.select_related("bank"), required=False)
    seed = forms.IntegerField(required=False, min_value=min(SEEDS), max_value=max(SEEDS))
    part = forms.CharField(required=False, max_length=100)

    def clean_seed(self) -> int:
        return self.cleaned_data["seed"] or min(SEEDS)


# --- banks and topics ------------------------------------------------------------------------------------------------


class BankForm(forms.Form):
    """A new bank; `head` of the cleaned data is what stands above its questions."""

    title = forms.CharField(max_length=200)
    area = forms.ChoiceField(choices=AREAS.items())
    slug = forms.CharField(
        label="Id",
        max_length=100,
        required=False,
        help_text="Such as math.linear-algebra; it never changes. Left empty, it is made from area and title.",
    )
    license = forms.CharField(label="Licence", max_length=100, initial="CC-BY-4.0")
    level = forms.ChoiceField(
        choices=[("", "each question says its own"), *LEVELS.items()],
        required=False,
        help_text="Of questions that do not say otherwise.",
    )
    description = forms.CharField(required=False, widget=forms.Textarea, help_text="Markdown, for learners.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.errors:
            return data
        data["slug"] = data["slug"] or f"{data['area']}.{slugify(data['title'])}"
        if Bank.objects.filter(slug=data["slug"]).exists():
            raise forms.ValidationError(f"There is a bank {data['slug']} already; give this one another id.")
        try:
            data["head"] = new_bank_head(
                bank=data["slug"],
                title=data["title"],
                area=data["area"],
                license=data["license"],
                defaults={"level": data["level"]} if data["level"] else None,
                description=data["description"].replace("\r\n", "\n"),
            )
        except ValueError as error:
            raise forms.ValidationError(f"The bank could not be read: {error}") from None
        return data


class HeadForm(forms.Form):
    """What stands above a bank's questions, as text.

    seen: names the head that the editor began with.   read: the text of which they were told what it does.
    """

    head = forms.CharField(required=False, strip=False, max_length=MAX_BLOCK * 2, widget=forms.Textarea)
    seen = forms.CharField(required=False, max_length=100)
    read = forms.CharField(required=False, max_length=100)


class FindForm(forms.Form):
    """Which questions of a bank are listed on its page."""

    q = forms.CharField(required=False, max_length=200, label="Find")
    state = forms.ChoiceField(choices=[("", "in any state"), *STATES.items()], required=False)
    kind = forms.ChoiceField(choices=[("", "of any kind"), *((name, name) for name in all_kinds())], required=False)
    level = forms.ChoiceField(choices=[("", "of any level"), *LEVELS.items()], required=False)


class TopicForm(forms.ModelForm):
    """listed: ids of the topics in the syllabus, which a topic of the page would only seem to replace."""

    listed: frozenset[str] = frozenset()

    class Meta:
        model = Topic
        fields = ["title", "slug", "area"]
        labels = {"slug": "Id"}
        help_texts = {"slug": "What the first tag of a question names: short, such as la or trees."}

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        if not is_topic_id(slug):
            raise forms.ValidationError("Small letters and digits, a letter first, with hyphens between: la or trees.")
        if slug in self.listed and slug != self.instance.slug:
            raise forms.ValidationError(
                f"The syllabus has a topic {slug} already; tag questions with it, or give this one another id."
            )
        return slug


# --- many questions at once ------------------------------------------------------------------------------------------


class UploadForm(forms.Form):
    bank = forms.ModelChoiceField(queryset=Bank.objects.all(), help_text="The drafts go there.")
    format = forms.ChoiceField(
        choices=[(AUTOMATIC, "tell it by the text"), *((name, each.title) for name, each in FORMATS.items())],
        required=False,
    )
    file = forms.FileField(
        required=False, help_text=f"Text in UTF-8, or a zip of texts; at most {MAX_UPLOAD // 1_000_000} MB."
    )
    text = forms.CharField(
        label="Or pasted text", required=False, strip=False, max_length=LONGEST_TEXT, widget=forms.Textarea
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > MAX_UPLOAD:
            raise forms.ValidationError(f"The file has {file.size:,} bytes; at most {MAX_UPLOAD:,} are read. Split it.")
        return file

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and bool(data["file"]) == bool(data["text"].strip()):
            raise forms.ValidationError("Choose a file or paste a text, one of the two.")
        return data


class NoChoice(forms.Form):
    """For what needs none."""


class PublishForm(forms.Form):
    """seen: what the page had told, as JSON of question numbers and the text of which it spoke.

    again: numbers of the questions that learners are asked again soon. Both are drawn by the page itself.
    """

    seen = forms.CharField(required=False, max_length=200_000, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        try:
            seen = json.loads(data.get("seen") or "{}")
        except ValueError:
            seen = {}
        chosen = self.data.getlist("again") if hasattr(self.data, "getlist") else []
        return {**data, "seen": seen if isinstance(seen, dict) else {}, "again": set(chosen)}


class TagForm(forms.Form):
    tag = forms.RegexField(
        r"^[a-z0-9]+(?:[.-][a-z0-9]+)*$",
        max_length=60,
        error_messages={"invalid": "Small letters and digits, with hyphens or a dot between, such as la.eigen."},
    )
    act = forms.ChoiceField(
        choices=[("add", "add it"), ("remove", "remove it")], widget=forms.RadioSelect, initial="add"
    )


class LevelForm(forms.Form):
    level = forms.ChoiceField(choices=[("", "choose one"), *LEVELS.items()])


class BankChoiceForm(forms.Form):
    bank = forms.ModelChoiceField(queryset=Bank.objects.all())
