"""The story graph's nodes and relationships. Importing this needs no server.

What the graph holds is a copy (`stories/projections.py`); permission and review state are asked of the database.
neomodel reserves the name `id`, so it is `uid` in Python and `id` in the graph: the row's primary key.
"""

from io import StringIO

from neomodel import (
    ArrayProperty,
    BooleanProperty,
    IntegerProperty,
    RelationshipFrom,
    RelationshipTo,
    StringProperty,
    StructuredNode,
    StructuredRel,
    db,
)


class Mentions(StructuredRel):
    relation = StringProperty()  # to the narrator, such as "my aunt"


class PersonNode(StructuredNode):
    uid = StringProperty(unique_index=True, required=True, db_property="id")
    name = StringProperty(required=True)
    family_id = StringProperty(required=True, index=True)
    mentioned_in = RelationshipFrom("StoryNode", "MENTIONS", model=Mentions)
    told = RelationshipFrom("StoryNode", "TOLD_BY")


class PlaceNode(StructuredNode):
    uid = StringProperty(unique_index=True, required=True, db_property="id")
    name = StringProperty(required=True)
    family_id = StringProperty(required=True, index=True)
    stories = RelationshipFrom("StoryNode", "SET_IN")


class StoryNode(StructuredNode):
    """`temporal_marker` is EDTF; `starts` and `ends` are its first and last possible day as YYYY-MM-DD, or absent.

    `told_at` is when the recording came, in UTC, and `start_ms` where the story begins in it: the order of the undated.
    """

    uid = StringProperty(unique_index=True, required=True, db_property="id")
    title = StringProperty(required=True)
    summary = StringProperty()
    temporal_marker = StringProperty()
    starts = StringProperty(index=True)
    ends = StringProperty()
    told_at = StringProperty()
    start_ms = IntegerProperty()
    state = StringProperty()
    awaits_agreement = BooleanProperty()  # approved, and reading otherwise now than it was approved
    chunk_ids = ArrayProperty(StringProperty())
    animals = ArrayProperty(StringProperty())  # the names of horses and dogs in it: they are no rows, and so no nodes
    family_id = StringProperty(required=True, index=True)
    mentions = RelationshipTo(PersonNode, "MENTIONS", model=Mentions)
    set_in = RelationshipTo(PlaceNode, "SET_IN")
    told_by = RelationshipTo(PersonNode, "TOLD_BY")
    then = RelationshipTo("StoryNode", "THEN")


def install() -> None:
    """Makes the constraints and indexes where they are missing. Needs the connection of `projections.neo4j`."""
    for node in (PersonNode, PlaceNode, StoryNode):
        db.install_labels(node, quiet=True, stdout=StringIO())  # it says of each that it was there already
