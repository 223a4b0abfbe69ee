#!/usr/bin/python3
"""What server/access.json says, in other forms.

    access.py OUT.cpp            the file as it is, to be built into the service, as CMake calls it
    access.py --markdown         the page for people
    access.py --write FILE       the page into docs/access.md
    access.py --check FILE       exit code 1 when FILE is not that page
"""

import json
import pathlib
import sys

TABLE = pathlib.Path(__file__).resolve().parent / "access.json"

INTRODUCTION = """# Who may do what

Made from `server/access.json` by `server/access.py --write docs/access.md`: the table that the service goes by, that its
tests go through line by line, and that this page is printed from. What is not in it is refused to everybody.

Whoever signs in has one role or several (`authledger keys create --role ...`, `POST /v1/people`), and may do what any of
them may. A key or a person bound to facilities sees the episodes of these, and members who have an episode there or none
yet; everything else is to them as if it were not there, unless in an emergency they break the glass of a facility: then they
read there for a while, which is told at once and reviewed by somebody else (`docs/operations.md`). `HEAD` goes with `GET`.
"""


def page():
    table = json.loads(TABLE.read_text())
    names = [role["name"] for role in table["roles"]]
    lines = [INTRODUCTION, "## Roles", "", "| role | |", "| --- | --- |"]
    lines += [f"| `{role['name']}` | {role['meaning']} |" for role in table["roles"]]
    lines += ["", "## Routes", "",
              "| route | action | record | " + " | ".join(name.replace("_", " ") for name in names) + " |",
              "| --- " * (3 + len(names)) + "|"]
    for row in table["routes"]:
        if row.get("public"):
            marks = ["anybody"] * len(names)
        else:
            marks = ["yes" if name in row["roles"] else "" for name in names]
        lines.append(f"| `{row['method']} {row['pattern']}` | {row['action']} | {row['record']} | " +
                     " | ".join(marks) + " |")
    return "\n".join(lines) + "\n"


def cpp():
    text = TABLE.read_text()
    size = 12_000  # a literal may only be so long
    parts = "\n".join(f'R"~~~({text[at:at + size]})~~~"' for at in range(0, len(text), size))
    return ("// Made by server/access.py.\n#include \"server/access.hpp\"\n\nnamespace authledger::server {\n\n"
            f"const std::string_view access_document =\n{parts};\n\n}}  // namespace authledger::server\n")


if __name__ == "__main__":
    words = sys.argv[1:]
    if words == ["--markdown"]:
        sys.stdout.write(page())
    elif len(words) == 2 and words[0] == "--write":
        pathlib.Path(words[1]).write_text(page())
    elif len(words) == 2 and words[0] == "--check":
        if pathlib.Path(words[1]).read_text() != page():
            sys.exit(f"{words[1]} is not what server/access.json says; run server/access.py --write {words[1]}")
    elif len(words) == 1 and not words[0].startswith("-"):
        pathlib.Path(words[0]).write_text(cpp())
    else:
        sys.exit(__doc__)
