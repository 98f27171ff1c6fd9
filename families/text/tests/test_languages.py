"""One way to write a language."""

import pytest
from django.core.exceptions import ValidationError

from families.models import Family
from families.text.languages import KNOWN, UnknownLanguage, language_tag
from transcripts.engines import wrong_language


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("eng", "en"),
        ("EN", "en"),
        ("en_gb", "en-GB"),
        ("deu", "de"),
        ("ger", "de"),
        ("pt-br", "pt-BR"),
        ("yue", "yue"),
        ("zh-hans", "zh-Hans"),
        ("es-419", "es-419"),
        (" fr ", "fr"),
        ("", ""),
        ("cmn", "zh"),
        ("iw", "he"),
    ],
)
def test_a_language_is_written_in_one_way(written, tag):
    assert language_tag(written) == tag
    assert language_tag(tag) == tag


@pytest.mark.parametrize(
    "written", ["xx", "english", "e", "qqq", "en-", "-", "en--GB", "ééé", "12", "zz-ZZ", "en-toolongforus"]
)
def test_what_is_no_language_is_refused_with_an_example(written):
    with pytest.raises(UnknownLanguage, match="such as en for English"):
        language_tag(written)


def test_every_language_that_we_can_tell_by_its_letters_is_known():
    assert set(wrong_language.scripts()) <= set(KNOWN)


@pytest.mark.django_db
def test_a_family_speaks_a_language_that_exists():
    made = Family(name="The Brandt family", language="xx")
    with pytest.raises(ValidationError, match="no language"):
        made.full_clean()
    made.language = "eng"
    made.full_clean()
    made.save()
    assert Family.objects.get().language == "en"
