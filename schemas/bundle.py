#!/usr/bin/python3
"""Makes the description of the service whole: every schema that it refers to, in one document.

    bundle.py OUT.cpp        as CMake calls it: the document and the schemas, to be built in
    bundle.py --json         the document alone, to be read or linted

schemas/openapi.json refers to the schemas beside it by file name, as these do among each other. In
the whole document they stand under components/schemas, each under the name of its file, and nothing
refers to a file. Who may do what comes from server/access.json: each operation gets the answers to those who
may not, and says in `security` and `x-roles` who may.
"""

import json
import pathlib
import sys

FOLDER = pathlib.Path(__file__).resolve().parent
ENDING = ".schema.json"
PLACE = "#/components/schemas/"
ACCESS = FOLDER.parent / "server" / "access.json"


def within_one_document(node, home):
    """The same with every $ref as a place in the whole document. `home`: the place of the file."""
    if isinstance(node, list):
        return [within_one_document(it, home) for it in node]
    if not isinstance(node, dict):
        return node
    made = {}
    for key, value in node.items():
        if key == "$ref" and isinstance(value, str):
            file, _, pointer = value.partition("#")
            if file:
                made[key] = PLACE + file.removesuffix(ENDING) + pointer
            else:
                made[key] = home + pointer
        else:
            made[key] = within_one_document(value, home)
    return made


def referred(node):
    """The names of the schema files that it refers to."""
    if isinstance(node, dict):
        value = node.get("$ref")
        if isinstance(value, str) and ENDING in value:
            yield value.partition("#")[0].removesuffix(ENDING)
        node = list(node.values())
    if isinstance(node, list):
        for it in node:
            yield from referred(it)


def with_access(source):
    """The same with what server/access.json says of each operation."""
    for row in json.loads(ACCESS.read_text())["routes"]:
        operation = source["paths"].get(row["pattern"], {}).get(row["method"].lower())
        if operation is None:
            continue  # a test compares both with the routes
        if row.get("public"):
            operation["security"] = []
            continue
        operation["x-roles"] = row["roles"]
        answers = operation["responses"]
        answers["401"] = {"$ref": "#/components/responses/NotSignedIn"}
        answers["403"] = {"$ref": "#/components/responses/NotPermitted"}
        operation["responses"] = dict(sorted(answers.items()))
    return source


def whole():
    source = with_access(json.loads((FOLDER / "openapi.json").read_text()))
    document = within_one_document(source, "#")
    schemas = document["components"].setdefault("schemas", {})
    wanted = list(referred(source))
    while wanted:
        name = wanted.pop()
        if name in schemas:
            continue
        schema = json.loads((FOLDER / (name + ENDING)).read_text())
        wanted += referred(schema)
        for word in ("$schema", "$id"):
            schema.pop(word)
        schemas[name] = within_one_document(schema, PLACE + name)
    document["components"]["schemas"] = dict(sorted(schemas.items()))
    return document


def literal(text):
    """A C++ expression of the text, in parts, since a literal may only be so long."""
    size = 12_000
    parts = [text[at:at + size] for at in range(0, len(text), size)]
    return "\n".join(f'R"~~~({part})~~~"' for part in parts)


def cpp(document):
    lines = ["// Made by schemas/bundle.py.", '#include "server/openapi.hpp"', "",
             "namespace authledger::server {", "",
             f"const std::string_view openapi_document =\n{literal(compact(document))};", "",
             "const std::vector<SchemaFile>& schema_files() {",
             "  static const std::vector<SchemaFile> files{"]
    for path in sorted(FOLDER.glob("*" + ENDING)):
        lines.append(f'{{"{path.name}",\n{literal(path.read_text())}}},')
    return "\n".join(lines + ["  };", "  return files;", "}", "", "}  // namespace authledger::server", ""])


def compact(document):
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    if sys.argv[1] == "--json":
        print(json.dumps(whole(), ensure_ascii=False, indent=1))
    else:
        pathlib.Path(sys.argv[1]).write_text(cpp(whole()))
