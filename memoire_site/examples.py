"""An example for every body in the description: a row as a family might have it, made from its shape."""

from typing import Any

STANDING = {
    "id": "0b3f6c2e-6d0a-4c57-9d5e-2f8a4d1c7b90",
    "title": "The winter the river froze",
    "name": "Grandma Ilse",
    "narrator": "Grandma Ilse",
    "filename": "kitchen.m4a",
    "text": "The river froze, and the ferry lay still until March.",
    "summary": "The river froze, and nobody crossed for two months.",
    "language": "en",
    "edtf": "1946/1947",
    "recorded_on": "2024-03-14",
    "born": "1937",
    "start": 12.4,
    "end": 48.9,
    "start_ms": 12400,
    "end_ms": 48900,
    "duration_ms": 1800000,
    "username": "keeper@example.org",
    "password": "a good password",
    "token": "f2c1…",
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "count": 1,
    "next": None,
    "previous": None,
    "detail": "There is no such thing, or it is not yours.",
}
OF_FORMAT = {
    "uuid": STANDING["id"],
    "date-time": "2024-03-14T15:09:26Z",
    "date": "2024-03-14",
    "uri": "https://memoire.example.org/api/v1/",
    "email": "keeper@example.org",
    "binary": "…",
}
OF_TYPE: dict[str, Any] = {"string": "…", "integer": 1, "number": 0.9, "boolean": True, "null": None}
DEEPEST = 6


def add_examples(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """A hook of drf-spectacular: what has an example keeps it."""
    schemas = result.get("components", {}).get("schemas", {})
    for methods in result["paths"].values():
        for operation in methods.values():
            bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
            for content in (each for body in bodies for each in body.get("content", {}).values()):
                if "example" not in content and "examples" not in content:
                    content["example"] = example_of(content.get("schema", {}), schemas)
    return result


def example_of(shape: dict[str, Any], schemas: dict[str, Any], name: str = "", depth: int = 0) -> Any:
    """A value of this shape; the name of its field says what it may be."""
    shape = resolved(shape, schemas)
    if "enum" in shape:
        return shape["enum"][0]
    for together in ("allOf", "oneOf", "anyOf"):
        if together in shape:
            return example_of(shape[together][0], schemas, name, depth)
    kind = shape.get("type", "object" if "properties" in shape else "string")
    if depth > DEEPEST:
        return OF_TYPE.get(kind)
    if kind == "object":
        parts = shape.get("properties", {})
        return {key: example_of(part, schemas, key, depth + 1) for key, part in parts.items()}
    if kind == "array":
        return [example_of(shape.get("items", {}), schemas, name, depth + 1)]
    return simple(shape, kind, name)


def simple(shape: dict[str, Any], kind: str, name: str) -> Any:
    standing = STANDING.get(name)
    if standing is not None and OF_PYTHON[type(standing)] == kind and shape.get("format") in {None, "uuid", "double"}:
        return standing
    if name in STANDING and standing is None and shape.get("nullable"):
        return None
    return OF_FORMAT.get(shape.get("format", ""), shape.get("default", OF_TYPE.get(kind)))


OF_PYTHON = {str: "string", int: "integer", float: "number"}


def resolved(shape: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in shape:
        shape = schemas[shape["$ref"].rsplit("/", 1)[1]]
    return shape
