"""What a learner may set, and by what questions are sought."""

from __future__ import annotations

from zoneinfo import available_timezones

from django import forms

from quizzes.kinds import all_kinds
from quizzes.library import services
from quizzes.models import LEVELS, Learner, Token


class SettingsForm(forms.ModelForm):
    time_zone = forms.ChoiceField(
        choices=lambda: [("", "As the browser says")] + [(zone, zone.replace("_", " ")) for zone in _zones()],
        required=False,
        help_text="Decides when a new day begins for you.",
    )
    desired_retention = forms.TypedChoiceField(
        coerce=float,
        choices=[(0.8, "80 %"), (0.85, "85 %"), (0.9, "90 % (usual)"), (0.93, "93 %"), (0.95, "95 %"), (0.97, "97 %")],
        label="Desired retention",
        help_text="How many of the cards that come back you still want to know. At 90 % you will have forgotten one in "
        "ten; 95 % asks more than twice as often.",
    )

    class Meta:
        model = Learner
        fields = ["new_per_day", "reviews_per_day", "desired_retention", "single_keys", "day_start", "time_zone"]
        labels = {
            "day_start": "A new day begins at",
            "new_per_day": "New cards a day",
            "reviews_per_day": "Reviews a day, at most",
            "single_keys": "Single keys",
        }
        help_texts = {
            "day_start": "Full hour, 0 to 23. At 4, a review at one in the morning counts for the evening before.",
            "new_per_day": "Questions that you have not seen before. 0 pauses them.",
            "reviews_per_day": "Questions that come back. What is due beyond it waits for the next day.",
            "single_keys": "While you review, one key does one thing: Space takes the proposed grade, 1 to 4 choose "
            "one, h shows a hint. They never act while you type. Turn them off if a screen reader or speech input "
            "needs these keys.",
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        # What was set through the API, or told by a browser, may not be in our lists; saving must not change it.
        self._offer("desired_retention", self.instance.desired_retention, f"{self.instance.desired_retention:.0%}")
        self._offer("time_zone", self.instance.time_zone, self.instance.time_zone)

    def _offer(self, name: str, held: object, label: str) -> None:
        choices = list(self.fields[name].choices)
        if held not in [value for value, _ in choices]:
            self.fields[name].choices = [(held, label), *choices]


class TokenForm(forms.ModelForm):
    days = forms.IntegerField(
        label="Days until it ends", min_value=1, max_value=services.LONGEST_TOKEN, initial=services.USUAL_TOKEN
    )

    class Meta:
        model = Token
        fields = ["name", "scope"]
        labels = {"scope": "What it may do"}
        help_texts = {"name": "Of the program or the machine, to know it again in this list."}


class SearchForm(forms.Form):
    """Every wish may be left out."""

    text = forms.CharField(label="Words", required=False, max_length=200)
    topic = forms.ChoiceField(
        required=False, choices=lambda: [("", "All")] + [(t.id, t.title) for t in services.syllabus().topics]
    )
    level = forms.ChoiceField(required=False, choices=[("", "All"), *LEVELS.items()])
    kind = forms.ChoiceField(
        required=False, choices=lambda: [("", "All")] + [(kind, kind.capitalize()) for kind in all_kinds()]
    )
    tag = forms.RegexField(r"^[a-z0-9.-]+$", required=False, max_length=60, widget=forms.HiddenInput)
    week = forms.IntegerField(label="Week of the path", required=False, min_value=1, max_value=52)

    def clean_text(self) -> str:
        return self.cleaned_data["text"].replace("\0", "")


def _zones() -> list[str]:
    """The names that people know: Area/City and UTC, without the files of other kinds in the database."""
    areas = (
        "Africa/",
        "America/",
        "Antarctica/",
        "Arctic/",
        "Asia/",
        "Atlantic/",
        "Australia/",
        "Europe/",
        "Indian/",
        "Pacific/",
    )
    return ["UTC", *sorted(zone for zone in available_timezones() if zone.startswith(areas))]
