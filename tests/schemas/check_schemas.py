#!/usr/bin/python3
"""Holds the JSON Schemas against their examples, the payers' policies, the cases and the program.

    check_schemas.py PATH_OF_AUTHLEDGER [unittest options]

Agreement changes one thing at a time in every valid example and asks both sides: what the schema
takes, the program must take, and the other way round. Where the program knows more than a schema
can say, the reason stands in ONLY_THE_PROGRAM_KNOWS; there is nothing that only a schema refuses.

Needs Debian's python3-jsonschema.
"""

import collections
import contextlib
import copy
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import jsonschema

SOURCE = pathlib.Path(__file__).resolve().parents[2]
SCHEMAS = SOURCE / "schemas"
EXAMPLES = SCHEMAS / "examples"
CASES = SOURCE / "tests" / "cases" / "data"
BASE = "https://authledger.example/schemas/"
DRAFT = jsonschema.Draft202012Validator
PROGRAM = ""  # set by main

# What an example's name starts with says what becomes of it.
VALID, INVALID, BEYOND = "valid-", "invalid-", "beyond-schema-"

# (pattern of "code detail" of the program's problem, why no schema says it)
ONLY_THE_PROGRAM_KNOWS = [
    (r"not_found source is ", "what sources the document has"),
    (r"invalid_value .* the tz database has no such zone", "which time zones exist"),
    (r"invalid_value npi is .* valid check digit", "arithmetic"),
    (r"invalid_value two events have the seq", "uniqueness of a member among items"),
    (r"invalid_value (key|about) is .* an entry before has the same",
     "uniqueness of a member among items"),
    (r"invalid_value .* stands in the rule already", "uniqueness of a member among items"),
    (r"invalid_value (services is|an amount is) .* after ", "the order of items"),
    (r"invalid_value to is .* not after from", "which of two times is later"),
    (r"invalid_value the band from .* runs into", "which of two times is later"),
]
ONLY_THE_STORE_KNOWS = [
    (r"not_found ", "what is registered or recorded"),
    (r"conflict ", "what is registered or recorded"),
]


def documents():
    paths = sorted(SCHEMAS.glob("*.schema.json"))
    return {path.name: json.loads(path.read_text()) for path in paths}


DOCUMENTS = documents()
STORE = {BASE + name: document for name, document in DOCUMENTS.items()}


def validator(schema, name):
    """Of a whole schema file, or of a changed copy of it. Formats are asserted, not only noted."""
    resolver = jsonschema.RefResolver(BASE + name, schema, store=STORE)
    return DRAFT(schema, resolver=resolver, format_checker=jsonschema.FormatChecker())


def of(door):
    return validator(DOCUMENTS[door + ".schema.json"], door + ".schema.json")


def part(door, definition):
    return validator({"$ref": f"{door}.schema.json#/$defs/{definition}"}, "part")


def closed(door):
    """Every member that the schema describes and no other."""
    schema = copy.deepcopy(DOCUMENTS[door + ".schema.json"])
    for _, node in [((), schema), *nodes(schema)]:
        if isinstance(node, dict) and isinstance(node.get("properties"), dict):
            node.setdefault("additionalProperties", False)
    return validator(schema, door + ".schema.json")


def strict_standing():
    """The promise of the program, which is narrower than that of the format: every member that the
    schema describes and no other. Of obligations, what only one kind has is not everywhere, nor is
    what somebody must have said."""
    of_one_kind = {"evidence", "forms", "action", "whom", "if_late"}
    if_said = {"assignee", "snoozed_until", "waived", "completed", "by", "reference", "proof"}
    schema = copy.deepcopy(DOCUMENTS["standing.schema.json"])

    def tighten(node):
        if isinstance(node, dict):
            if isinstance(node.get("properties"), dict):
                node["additionalProperties"] = False
                if "required" in node:
                    node["required"] = sorted(set(node["properties"]) - of_one_kind - if_said)
            for child in node.values():
                tighten(child)
        elif isinstance(node, list):
            for child in node:
                tighten(child)

    tighten(schema)
    return validator(schema, "standing.schema.json")


def first_error(checker, instance):
    error = jsonschema.exceptions.best_match(checker.iter_errors(instance))
    return f"{error.json_path}: {error.message[:200]}" if error else None


def examples(door, *kinds):
    for path in sorted((EXAMPLES / door).glob("*.json")):
        if path.name.startswith(kinds or (VALID, INVALID, BEYOND)):
            yield path, json.loads(path.read_text())


def cases():
    for path in sorted(CASES.glob("*.json")):
        yield json.loads(path.read_text())
    with open(CASES / "random.ndjson", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def answers(scenarios):
    """What `authledger standing --lines` says to each."""
    text = "".join(json.dumps(it) + "\n" for it in scenarios)
    done = subprocess.run([PROGRAM, "standing", "--lines"], input=text, capture_output=True,
                          text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def import_lines(lines):
    """The problems of each line that `authledger import` refuses, by its index. A facility F1, a
    member M1 and a file documents/intake.txt are there before."""
    setup = [{"facility": {"id": "F1", "time_zone": "America/Chicago"}},
             {"member": {"id": "M1", "name": "Sam Example (invented)"}}]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "documents").mkdir()
        (folder / "payers").mkdir()
        (folder / "documents" / "intake.txt").write_text("Invented.\n")
        file = folder / "lines.ndjson"
        file.write_text("".join(json.dumps(it) + "\n" for it in setup + lines))
        done = subprocess.run(
            [PROGRAM, "import", str(file), "--data", str(folder / "ledger"), "--payers",
             str(folder / "payers")], capture_output=True, text=True)
        if done.returncode not in (0, 1):
            raise RuntimeError(done.stderr)
        refused = pathlib.Path(str(file) + ".refused.ndjson")
        entries = map(json.loads, refused.read_text().splitlines()) if refused.exists() else []
        return {entry["line"] - 1 - len(setup): entry for entry in entries}


@contextlib.contextmanager
def sample_clinic():
    """A folder, and the options of a ledger in it that holds the sample clinic."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        store = ["--data", str(folder / "ledger"), "--payers", str(SOURCE / "payers")]
        for command in (
                ["sample-clinic", "--definition", str(SOURCE / "tools/sample/clinic.json"), "--today",
                 "2026-03-18", "--out", str(folder / "clinic")],
                ["import", str(folder / "clinic" / "clinic.ndjson"), *store]):
            subprocess.run([PROGRAM, *command], capture_output=True, check=True)
        yield folder, store


def night_of_the_sample():
    """The summary of a night of the sample clinic, and its packets by the names of their files."""
    with sample_clinic() as (folder, store):
        subprocess.run([PROGRAM, "nightly", "--out", str(folder / "night"), *store],
                       capture_output=True, check=True)
        packets = {path.name: json.loads(path.read_text(encoding="utf-8"))
                   for path in (folder / "night" / "packets").glob("*.json")}
        return json.loads((folder / "night" / "summary.json").read_text(encoding="utf-8")), packets


def letters_of_the_sample():
    """Letters about a denial, a partial approval and two discharges, by their words."""
    with sample_clinic() as (_, store):
        return {f"{kind} {episode}": json.loads(subprocess.run(
                    [PROGRAM, "letter", kind, episode, "--format", "json", "--as-of",
                     "2026-03-18T14:00:00Z", *store], capture_output=True, check=True).stdout)
                for kind, episode in (("appeal", "m13-e1"), ("peer-to-peer", "m13-e1"),
                                      ("appeal", "m14-e1"), ("peer-to-peer", "m14-e1"),
                                      ("discharge", "m07-e1"), ("discharge", "m27-e1"))}


def nodes(value, path=()):
    """Every value inside, with its path; the whole itself aside."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, child in items:
        yield path + (key,), child
        if isinstance(child, (dict, list)):
            yield from nodes(child, path + (key,))


def with_change(document, path, change):
    changed = copy.deepcopy(document)
    at = changed
    for key in path[:-1]:
        at = at[key]
    change(at, path[-1])
    return changed


def drop(at, key):
    del at[key]


def put(value):
    def change(at, key):
        at[key] = value
    return change


OTHER_VALUES = [None, True, -1, 0, 1, 1.5, "", "x", "1234567890", "x" * 4000, "x" * 4001, [], {}]
# Every bound of the schemas and its neighbours, for whole numbers; every word, for words.
BOUNDS = sorted({bound + step for document in DOCUMENTS.values() for path, bound in nodes(document)
                 if path[-1] in ("minimum", "maximum") and type(bound) is int
                 for step in (-1, 0, 1)})
WORDS = sorted({word for document in DOCUMENTS.values() for path, words in nodes(document)
                if path[-1] == "enum" for word in words if word} |
               {"start", "08:00", "12:00"})


# Their policies and events are examples by themselves, and changed there.
BIG = {"valid-everything-said", "valid-rules-beyond-the-core"}


def others(value):
    if type(value) is int:
        return OTHER_VALUES + BOUNDS
    return OTHER_VALUES + WORDS if value in WORDS else OTHER_VALUES


def mutants(document):
    """(what was done, the changed document), one change each."""
    yield "/ + unknown", dict(document, unknown_member=1)
    for path, value in nodes(document):
        name = "/" + "/".join(map(str, path))
        yield name + " dropped", with_change(document, path, drop)
        if isinstance(value, dict):
            more = dict(value, unknown_member=1)
            yield name + " + unknown", with_change(document, path, put(more))
        for other in others(value):
            if type(other) is not type(value) or other != value:
                yield f"{name} = {json.dumps(other)[:20]}", with_change(document, path, put(other))


class Documents(unittest.TestCase):
    def test_every_schema_is_valid_and_called_by_its_file(self):
        self.assertGreaterEqual(len(DOCUMENTS), 11)
        for name, document in DOCUMENTS.items():
            with self.subTest(name):
                DRAFT.check_schema(document)
                self.assertEqual(document["$id"], BASE + name)
                self.assertEqual(document["$schema"], DRAFT.META_SCHEMA["$id"])

    def test_every_reference_leads_somewhere(self):
        for name, document in DOCUMENTS.items():
            resolver = jsonschema.RefResolver(BASE + name, document, store=STORE)
            for path, value in nodes(document):
                if path[-1] == "$ref":
                    with self.subTest(name, path=path):
                        address, _ = resolver.resolve(value)
                        self.assertIn(address.split("#")[0], STORE)

    def test_every_member_is_described(self):
        for name, document in DOCUMENTS.items():
            resolver = jsonschema.RefResolver(BASE + name, document, store=STORE)
            for path, value in nodes(document):
                if path[-2:-1] != ("properties",) or "if" in path or value is False:
                    continue
                narrows = path[-3:-2] in (("then",), ("else",)) and \
                    path[-1] in self.siblings(document, path)
                if not narrows:
                    with self.subTest(name, path=path):
                        self.assertTrue(self.description(value, resolver))

    @staticmethod
    def siblings(document, path):
        for key in path[:-3]:
            document = document[key]
        return document.get("properties", {})

    @staticmethod
    def description(schema, resolver):
        if "description" not in schema and "$ref" in schema:
            with resolver.resolving(schema["$ref"]) as target:
                return Documents.description(target, resolver)
        return schema.get("description", "")


class Examples(unittest.TestCase):
    def test_valid_pass_and_invalid_fail(self):
        doors = [path.name for path in sorted(EXAMPLES.iterdir())]
        self.assertEqual(doors, ["assertion", "authorizations", "changes", "concepts", "consent", "criteria", "endpoints", "episodes", "event", "explanation",
                                 "facility", "holds", "import-line", "keys", "letter", "line-verdict", "log", "member",
                                 "obligation-action", "packet",
                                 "payer-case", "people", "policies", "policy", "posted-event", "problem",
                                 "reminders", "retention", "scenario", "session", "standing", "summary", "timeline", "triggers", "worklist"])
        self.assertEqual(doors, sorted(set(name.split(".")[0] for name in DOCUMENTS)
                                       - {"common", "fact"}))
        for door in doors:
            checker, seen = of(door), collections.Counter()
            for path, example in examples(door):
                error = first_error(checker, example)
                with self.subTest(str(path.relative_to(EXAMPLES))):
                    if path.name.startswith(INVALID):
                        self.assertIsNotNone(error, "the schema takes it")
                    else:
                        self.assertIsNone(error)
                seen[path.name.split("-")[0]] += 1
            self.assertGreaterEqual(seen["valid"], 2, door)
            self.assertGreaterEqual(seen["invalid"], 4, door)

    def test_every_example_says_what_becomes_of_it(self):
        for path in EXAMPLES.glob("*/*"):
            self.assertRegex(path.name, rf"^({VALID}|{INVALID}|{BEYOND})[A-Za-z0-9.-]+\.json$")

    def test_a_post_takes_one_event_or_many(self):
        body = part("posted-event", "body")
        event = next(examples("posted-event", VALID))[1]
        for good in (event, [event], [event] * 1000):
            self.assertIsNone(first_error(body, good))
        for bad in ([], [event] * 1001, [[event]], dict(event, seq=1), None):
            self.assertIsNotNone(first_error(body, bad))

    def test_an_action_takes_the_body_of_its_verb_only(self):
        verbs = ("take", "assign", "complete", "waive", "snooze")
        for path, example in examples("obligation-action"):
            kind, of_verb = path.name.split("-")[:2]
            for verb in verbs:
                taken = first_error(part("obligation-action", verb), example) is None
                with self.subTest(path.name, verb=verb):
                    if kind == "invalid" or (of_verb, verb) not in (("take", "assign"),):
                        self.assertEqual(taken, kind == "valid" and verb == of_verb)

    def test_import_takes_the_valid_lines_and_refuses_the_others(self):
        named = list(examples("import-line"))
        refused = import_lines([example for _, example in named])
        for index, (path, _) in enumerate(named):
            with self.subTest(path.name):
                self.assertEqual(index in refused, not path.name.startswith(VALID),
                                 refused.get(index))


class RealThings(unittest.TestCase):
    def test_every_policy_of_the_payers_passes(self):
        checker = of("policy")
        paths = [path for path in sorted((SOURCE / "payers").rglob("*.json"))
                 if not {"cases", "criteria"} & set(path.relative_to(SOURCE / "payers").parts)]
        self.assertTrue(paths)
        for path in paths:
            with self.subTest(str(path.relative_to(SOURCE))):
                self.assertIsNone(first_error(checker, json.loads(path.read_text())))

    def test_every_case_of_the_payers_passes(self):
        checker = of("payer-case")
        for path in sorted((SOURCE / "payers").glob("*/cases/*.json")):
            with self.subTest(str(path.relative_to(SOURCE))):
                self.assertIsNone(first_error(checker, json.loads(path.read_text())))

    def test_every_criteria_set_of_the_payers_passes(self):
        checker = of("criteria")
        paths = sorted((SOURCE / "payers" / "criteria").glob("*.json"))
        self.assertGreaterEqual(len(paths), 6)
        for path in paths:
            with self.subTest(path.name):
                self.assertIsNone(first_error(checker, json.loads(path.read_text())))

    def test_every_case_passes(self):
        scenario, standing = of("scenario"), of("standing")
        count = 0
        for case in cases():
            count += 1
            with self.subTest(case["name"]):
                self.assertIsNone(first_error(scenario, case["scenario"]))
                self.assertIsNone(first_error(standing, case["standing"]))
        self.assertGreater(count, 500)

    def test_what_the_program_prints_passes_and_has_a_because_everywhere(self):
        with open(CASES / "random.ndjson", encoding="utf-8") as lines:
            scenarios = [json.loads(line)["scenario"] for line, _ in zip(lines, range(60))]
        scenarios += [example for _, example in examples("scenario", VALID)]
        scenarios += [json.loads(path.read_text())["scenario"] for path in CASES.glob("*.json")]
        checker = strict_standing()
        standings = answers(scenarios)
        self.assertEqual(len(standings), len(scenarios))
        for index, standing in enumerate(standings):
            with self.subTest(index):
                self.assertIsNone(first_error(checker, standing))

    def test_the_packets_of_the_sample_clinic_and_their_summary_pass(self):
        summary, packets = night_of_the_sample()
        self.assertGreater(len(packets), 8)
        self.assertIsNone(first_error(closed("summary"), summary))
        self.assertEqual(summary["counts"]["packets"], len(packets))
        checker = closed("packet")
        for name, packet in packets.items():
            with self.subTest(name):
                self.assertIsNone(first_error(checker, packet))
                self.assertTrue(any(criterion["found"] for set_ in packet["criteria"]
                                    for criterion in set_["criteria"]))
        shapes = {evidence["shape"] for packet in packets.values() for set_ in packet["criteria"]
                  for criterion in set_["criteria"] for evidence in criterion["evidence"]}
        self.assertEqual(shapes, {"statement", "passage", "entry", "score", "figure"})

    def test_the_letters_of_the_sample_clinic_pass(self):
        checker = closed("letter")
        letters = letters_of_the_sample()
        for name, letter in letters.items():
            with self.subTest(name):
                self.assertIsNone(first_error(checker, letter))
        self.assertEqual({letter["kind"] for letter in letters.values()},
                         {"discharge", "appeal", "peer-to-peer"})

    def test_the_words_that_are_built_in_pass(self):
        for file, door in (("triggers", "triggers"), ("concepts", "concepts"), ("needs", "concepts")):
            text = (SOURCE / "engine" / "assertion" / f"{file}.json").read_text(encoding="utf-8")
            self.assertIsNone(first_error(of(door), json.loads(text)))

    def test_readings_of_sentences_pass(self):
        asked = [example for _, example in examples("assertion", VALID, INVALID)]
        done = subprocess.run([PROGRAM, "assert", "--lines"], capture_output=True, text=True,
                              input="".join(json.dumps(it) + "\n" for it in asked))
        self.assertEqual(done.returncode, 1)
        answers_ = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual(len(answers_), len(asked))
        taken = of("assertion")
        for it, answer in zip(asked, answers_):
            definition = ("problem", "standing_error") if first_error(taken, it) else \
                ("assertion", "reading")
            with self.subTest(json.dumps(it)):
                self.assertIsNone(first_error(part(*definition), answer))

    def test_refusals_pass(self):
        error, line = part("problem", "standing_error"), part("problem", "refused_line")
        for answer in answers([example for _, example in examples("scenario", INVALID)]):
            self.assertIsNone(first_error(error, answer))
        refused = import_lines([example for _, example in examples("import-line", INVALID)])
        for entry in refused.values():
            self.assertIsNone(first_error(line, entry))


class Agreement(unittest.TestCase):
    """One change at a time: the schema and the program say the same."""

    EMPTY = {"as_of": "2026-03-06T20:00:00Z", "facility": {"id": "F1", "time_zone": "UTC"},
             "policies": [], "log": []}

    @classmethod
    def scenario_with(cls, door, value):
        if door == "scenario":
            return value
        if door == "facility":
            return dict(cls.EMPTY, facility=value)
        return dict(cls.EMPTY, **{"policies" if door == "policy" else "log": [value]})

    def judge(self, door, changed, problems, allowed, used):
        """Both verdicts on each; `problems` are the program's, None where it took the thing."""
        checker, verdicts = of(door), collections.Counter()
        for (name, value), found in zip(changed, problems):
            verdicts["refused" if found else "taken"] += 1
            if checker.is_valid(value) != bool(found):
                continue
            with self.subTest(f"{door} {name}"):
                self.assertTrue(found, f"only the schema refuses it: {first_error(checker, value)}")
                texts = [f"{it['code']} {it['detail']}" for it in found]
                reasons = {why for pattern, why in allowed
                           for text in texts if re.match(pattern, text)}
                self.assertTrue(reasons, f"only the program refuses it: {texts[0]}")
                used |= reasons
        self.assertGreater(verdicts["taken"], len(changed) // 20, verdicts)
        self.assertGreater(verdicts["refused"], len(changed) // 3, verdicts)

    @staticmethod
    def changed_examples(door):
        return [(f"{path.stem} {what}", value) for path, example in examples(door, VALID)
                if path.stem not in BIG
                for what, value in mutants(example)]

    def test_scenarios(self):
        used = set()
        for door in ("scenario", "policy", "event", "facility"):
            changed = self.changed_examples(door)
            replies = answers([self.scenario_with(door, value) for _, value in changed])
            problems = [reply["error"]["problems"] if "error" in reply else None
                        for reply in replies]
            self.judge(door, changed, problems, ONLY_THE_PROGRAM_KNOWS, used)
        self.assertLessEqual({why for _, why in ONLY_THE_PROGRAM_KNOWS}, used)

    def test_import_lines(self):
        changed = []
        for door, wrap in (("import-line", lambda it: it), ("member", lambda it: {"member": it})):
            changed += [(name, wrap(value)) for name, value in self.changed_examples(door)]
        changed += self.imported_events()
        for index, (name, value) in enumerate(changed):  # or one would be the correction of another
            for member in ("id", "episode"):
                if member in value and f"/{member} " not in name:
                    value[member] = f"{member}-{index}"
        refused = import_lines([value for _, value in changed])
        problems = [refused[index]["problems"] if index in refused else None
                    for index in range(len(changed))]
        self.judge("import-line", changed, problems, ONLY_THE_PROGRAM_KNOWS + ONLY_THE_STORE_KNOWS,
                   set())

    def imported_events(self):
        """On the wire and in an import, events differ by recorded_at only."""
        changed = self.changed_examples("posted-event")
        wire, line = of("posted-event"), of("import-line")
        for name, value in changed:
            if "facility" not in value and "member" not in value:
                self.assertEqual(wire.is_valid(value), line.is_valid(value), name)
        return [(name, {"facility": "F1"} | value) for name, value in changed]


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    PROGRAM = sys.argv.pop(1)
    unittest.main()
