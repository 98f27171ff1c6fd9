"""Cleans what was written before columns did, and gives people and places their fold."""

import hashlib
import json

from django.db import migrations

from families.text.letters import as_name, one_line, writable, writable_tree
from families.text.old_rows import clean_rows, fold_names, fold_rows, tell_twins_apart


def clean_and_fold(apps, schema_editor):
    Story, Place, Mention, Evidence, Review, ApprovedWords = (
        apps.get_model("stories", name) for name in ("Story", "Place", "Mention", "Evidence", "Review", "ApprovedWords")
    )
    clean_rows(Story, title=as_name, summary=writable, quotation=writable, marker_text=one_line, basis=one_line)
    clean_rows(Place, name=as_name, looked_up=as_name, today=one_line, why=one_line)
    clean_rows(Mention, name=as_name, relation=as_name)
    clean_rows(Evidence, words=writable)
    clean_rows(Review, reason=writable, before=writable_tree)
    for approved in ApprovedWords.objects.iterator(100):
        clean_approved(approved)
    fold_rows(Place)
    fold_names(Mention)


def clean_approved(approved):
    """What was approved says the same as the story does now, so that its letters alone ask for no second yes."""
    content = writable_tree(approved.content)
    content["title"] = as_name(content["title"])
    for kind in ("people", "places"):
        content[kind] = list(dict.fromkeys(as_name(name) for name in content[kind]))
    if isinstance(content.get("editorial"), dict):
        content["editorial"] = {as_name(said): by for said, by in content["editorial"].items()}
    if content != approved.content:
        approved.content, approved.fingerprint = content, fingerprint_of(content)
        approved.save(update_fields=["content", "fingerprint"])


def fingerprint_of(content):
    """In the form of `stories.models.approved_words`, as it was when this was written."""
    said = [content[name] for name in ("title", "summary", "edtf")]
    named = [sorted(content[name]) for name in ("people", "places")]
    lines = [[line["id"], line["text"]] for line in content["lines"]]
    return hashlib.sha256(json.dumps([said, named, lines]).encode()).hexdigest()


def tell_apart(apps, schema_editor):
    tell_twins_apart(apps.get_model("stories", "Place"))


class Migration(migrations.Migration):
    dependencies = [("stories", "0011_folded")]

    operations = [migrations.RunPython(clean_and_fold, tell_apart)]
