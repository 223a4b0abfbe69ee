#!/usr/bin/python3
"""Holds what the tests asked the service, and what it answered, against its description.

    check_exchanges.py EXCHANGES.ndjson [unittest options]

The file is what server_test writes when AUTHLEDGER_EXCHANGES names it: {"request": {"method",
"target", "headers", "body"}, "response": {"status", "headers", "body"}} a line.

The promise of the service is narrower than that of the format: it gives what is described and
nothing else, though readers must skip what they do not know. So every object of an answer is closed
here. A request that was refused may be anything; one that was taken must be as described.

Needs Debian's python3-jsonschema.
"""

import collections
import copy
import json
import pathlib
import re
import sys
import unittest
import urllib.parse

import jsonschema

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path.insert(0, str(SOURCE / "schemas"))
import bundle  # noqa: E402

DRAFT = jsonschema.Draft202012Validator
EXCHANGES = []  # set by main

# What the front refuses before it looks at the address; `default` in the description.
OF_THE_FRONT = {408, 413, 414, 417, 429, 431, 501, 505}
# What HTTP itself is about, and what the front puts on every answer; the description says so in its
# first words.
OF_HTTP = {"connection", "content-length", "content-type", "date", "keep-alive", "server",
           "content-encoding", "transfer-encoding", "vary", "cache-control",
           "x-content-type-options"}
# Header fields of a request that a description names where they count.
ASKED_FOR = ("Idempotency-Key", "If-Match", "If-None-Match")
LONG = 40  # of a list as long as that, the beginning and the end are checked
METHODS = ("get", "put", "post", "delete", "patch")


def closed(schemas):
    """Every described object without room for what is not described."""
    schemas = copy.deepcopy(schemas)

    def close(node):
        if isinstance(node, list):
            for child in node:
                close(child)
        if not isinstance(node, dict):
            return
        if isinstance(node.get("properties"), dict):
            if "allOf" in node or "$ref" in node:
                node.setdefault("unevaluatedProperties", False)
            elif "unevaluatedProperties" not in node:
                node.setdefault("additionalProperties", False)
        for key, child in node.items():
            if key not in ("if", "then", "else", "allOf", "not", "example", "examples", "enum"):
                close(child)

    for name, schema in schemas.items():
        if name not in TAKEN:
            close(schema)
    return schemas


# What the service takes is closed by itself, and made of parts that are open.
TAKEN = {"common", "fact", "posted-event", "policy", "facility", "member"}


class Description:
    def __init__(self, document):
        self.document = document
        tight = dict(document, components=dict(
            document["components"], schemas=closed(document["components"]["schemas"])))
        self.open = jsonschema.RefResolver("", document)
        self.closed = jsonschema.RefResolver("", tight)
        self.paths = []
        for path in document["paths"]:
            pattern = "".join("([^/]+)" if part.startswith("{") else re.escape(part)
                              for part in re.split(r"(\{[^}]*\})", path))
            self.paths.append((re.compile(pattern + "$"), path))
        self.paths.sort(key=lambda it: it[1].count("{"))
        self.checked = {}

    def resolved(self, node):
        while "$ref" in node:
            node = self.open.resolve(node["$ref"])[1]
        return node

    def find(self, target):
        """(path, its operations); none: it is not described."""
        path = re.sub("^http://[^/]*", "", target.split("?")[0])
        for pattern, name in self.paths:
            if pattern.match(path):
                return name, self.document["paths"][name]
        return None, None

    def fault(self, schema, value, is_answer):
        key = (json.dumps(schema, sort_keys=True), json.dumps(value, sort_keys=True), is_answer)
        if key not in self.checked:
            checker = DRAFT(schema, resolver=self.closed if is_answer else self.open,
                            format_checker=jsonschema.FormatChecker())
            error = jsonschema.exceptions.best_match(checker.iter_errors(value))
            self.checked[key] = f"{error.json_path}: {error.message[:300]}" if error else None
        return self.checked[key]


def shortened(value):
    """With long lists cut, since a thousand events are checked as well by forty."""
    if isinstance(value, dict):
        return {key: shortened(child) for key, child in value.items()}
    if isinstance(value, list):
        if len(value) > LONG:
            value = value[:LONG - 5] + value[-5:]
        return [shortened(child) for child in value]
    return value


# What the front refuses unread, whatever the path.
BEFORE_ROUTING = (408, 413, 414, 417, 431, 501, 503, 505)


def of_text(text, schema):
    """A parameter as the value that its schema is about."""
    if schema.get("type") == "integer" and re.fullmatch(r"-?[0-9]+", text):
        return int(text)
    if schema.get("type") == "boolean" and text in ("true", "false"):
        return text == "true"
    if schema.get("format") == "date-time":
        return re.sub(r" (?=[0-9]{2}:[0-9]{2}$)", "+", text)
    return text


class Checker:
    """The faults of one exchange."""

    def __init__(self, description, exchange):
        self.description = description
        self.request, self.response = exchange["request"], exchange["response"]
        self.status = self.response["status"]
        self.faults = []

    def check(self):
        path, operations = self.description.find(self.request["target"])
        method = self.request["method"]
        if path is None:
            self.expect(self.status in (400, 404) + BEFORE_ROUTING, "no such path is described")
            return self.faults
        operation = operations.get("get" if method == "HEAD" else method.lower())
        if operation is None:
            wanted = 204 if method == "OPTIONS" else 405
            self.expect(self.status in (wanted, 400), "no such method is described")
            return self.faults
        if self.status < 400:
            self.check_parameters(operation)
            self.check_request_body(operation)
        self.check_answer(operation)
        return self.faults

    def expect(self, holds, what):
        if not holds:
            self.faults.append(what)

    def check_parameters(self, operation):
        described = [self.description.resolved(it) for it in operation.get("parameters", [])]
        query = {it["name"]: it for it in described if it["in"] == "query"}
        text = self.request["target"].partition("?")[2]
        sent = urllib.parse.parse_qsl(text, keep_blank_values=True)
        for name, value in sent:
            if name not in query:
                self.faults.append(f"the parameter {name} is not described")
                continue
            schema = self.description.resolved(query[name]["schema"])
            fault = self.description.fault(query[name]["schema"], of_text(value, schema), False)
            self.expect(fault is None, f"parameter {name}: {fault}")
        for name, parameter in query.items():
            if parameter.get("required"):
                self.expect(name in dict(sent), f"the parameter {name} is missing")
        fields = {it["name"] for it in described if it["in"] == "header"}
        for name in ASKED_FOR:
            if name in self.request["headers"]:
                self.expect(name in fields, f"the field {name} is not described")

    def check_request_body(self, operation):
        body = self.request["body"]
        described = operation.get("requestBody", {}).get("content")
        if body is None or (described is None and not body):
            return
        if described is None:
            return  # a GET may have one, which nobody reads
        kind = self.request["headers"].get("Content-Type", "").split(";")[0].strip().lower()
        if kind not in described:
            kind = "application/json"  # what it is read as
        values = [json.loads(body)] if kind == "application/json" else []
        for value in values:
            fault = self.description.fault(described[kind]["schema"], shortened(value), False)
            self.expect(fault is None, f"the body of the request: {fault}")

    def check_answer(self, operation):
        response = operation["responses"].get(str(self.status))
        if response is None and self.status in OF_THE_FRONT:
            response = operation["responses"].get("default")
        if response is None:
            self.faults.append(f"the status {self.status} is not described")
            return
        response = self.description.resolved(response)
        fields = {name.lower() for name in response.get("headers", {})} | OF_HTTP
        for name in self.response["headers"]:
            self.expect(name.lower() in fields, f"the field {name} of the answer is not described")
        self.check_answer_body(response.get("content", {}))

    def check_answer_body(self, content):
        body = self.response["body"]
        if body is None or (not body and (not content or self.request["method"] == "HEAD")):
            return
        kind = self.response["headers"].get("Content-Type", "").split(";")[0]
        if kind not in content:
            self.faults.append(f"the content type {kind} is not described")
            return
        if kind.endswith("json") and kind != "application/x-ndjson":
            fault = self.description.fault(content[kind]["schema"], shortened(json.loads(body)), True)
            self.expect(fault is None, f"the answer: {fault}")
        if kind == "application/x-ndjson":
            verdict = {"$ref": "#/components/schemas/line-verdict"}
            for line in shortened(body.removesuffix("\n").split("\n")):
                fault = self.description.fault(verdict, json.loads(line), True)
                self.expect(fault is None, f"a line of the answer: {fault}")


DESCRIPTION = Description(bundle.whole())


def examples_of(content):
    for kind, media in content.items():
        if "json" not in kind or "ndjson" in kind:
            continue
        if "example" in media:
            yield media["schema"], media["example"]
        for example in media.get("examples", {}).values():
            yield media["schema"], example["value"]


class Exchanges(unittest.TestCase):
    def test_each_is_as_described(self):
        self.assertGreater(len(EXCHANGES), 500)
        faults = collections.Counter()
        for exchange in EXCHANGES:
            for fault in Checker(DESCRIPTION, exchange).check():
                request = exchange["request"]
                faults[f"{request['method']} {request['target'][:120]} "
                       f"-> {exchange['response']['status']}: {fault}"] += 1
        if faults:
            self.fail("\n".join(f"{count} x {fault}" for fault, count in faults.most_common(30)))

    def test_every_operation_was_asked_for(self):
        seen = set()
        for exchange in EXCHANGES:
            if exchange["response"]["status"] < 300 or exchange["response"]["status"] == 303:
                path, _ = DESCRIPTION.find(exchange["request"]["target"])
                seen.add((path, exchange["request"]["method"].lower()))
        for path, operations in DESCRIPTION.document["paths"].items():
            for method in set(operations) & set(METHODS):
                self.assertIn((path, method), seen, "no test asks for it with success")


class TheDescription(unittest.TestCase):
    def test_its_examples_are_as_it_says(self):
        count = 0
        for operations in DESCRIPTION.document["paths"].values():
            for operation in operations.values():
                contents = [(DESCRIPTION.resolved(it).get("content", {}), True)
                            for it in operation["responses"].values()]
                contents.append((operation.get("requestBody", {}).get("content", {}), False))
                for content, is_answer in contents:
                    for schema, example in examples_of(content):
                        count += 1
                        self.assertIsNone(DESCRIPTION.fault(schema, example, is_answer),
                                          operation["operationId"])
        self.assertGreater(count, 30)

    def test_every_shared_part_is_used(self):
        text = json.dumps(DESCRIPTION.document)
        for section, parts in DESCRIPTION.document["components"].items():
            for name in parts:
                if section != "securitySchemes":
                    self.assertRegex(text, f'"#/components/{section}/{re.escape(name)}["/]')

    def test_it_does_not_let_by_what_is_not_described(self):
        """What this check is for: each of these must be a fault."""
        good = {"request": {"method": "GET", "target": "/healthz", "headers": {}, "body": ""},
                "response": {"status": 200, "headers": {"Content-Type": "application/json"},
                             "body": '{"status":"ok","policies":0}'}}
        self.assertEqual(Checker(DESCRIPTION, good).check(), [])
        for side, change in (
                ("response", {"body": '{"status":"ok","policies":0,"colour":"blue"}'}),
                ("response", {"body": '{"status":"ok"}'}),
                ("response", {"status": 202}),
                ("response", {"headers": {"Content-Type": "text/csv"}}),
                ("response", {"headers": {"Content-Type": "application/json", "Colour": "blue"}}),
                ("request", {"target": "/healthz?colour=blue"}),
                ("request", {"target": "/colour"}),
                ("request", {"method": "POST"}),
                ("request", {"headers": {"Idempotency-Key": "1"}})):
            bad = dict(good, **{side: dict(good[side], **change)})
            self.assertNotEqual(Checker(DESCRIPTION, bad).check(), [], change)


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    with open(sys.argv.pop(1), encoding="utf-8") as lines:
        EXCHANGES = [json.loads(line) for line in lines]
    unittest.main()
