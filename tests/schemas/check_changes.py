#!/usr/bin/python3
"""Holds the answers of GET /v1/changes of a running service against their schema.

    check_changes.py PATH_OF_AUTHLEDGERD [unittest options]

Needs Debian's python3-jsonschema.
"""

import copy
import http.client
import json
import subprocess
import sys
import tempfile
import threading
import unittest

from check_schemas import DOCUMENTS, VALID, examples, first_error, of, validator

PROGRAM = ""  # set by main


def strict_changes():
    """The promise of the program: every member of a page and of a change that is described, and
    what an event may have; no other."""
    schema = copy.deepcopy(DOCUMENTS["changes.schema.json"])
    schema["unevaluatedProperties"] = False
    schema["$defs"]["change"]["unevaluatedProperties"] = False
    return validator(schema, "changes.schema.json")


class Service:
    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        name = self.folder.name
        self.process = subprocess.Popen(
            [PROGRAM, "--data", name + "/data", "--payers", name, "--listen", "127.0.0.1:0",
             "--log-level", "off", "--sign-in", "off"], stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline().rsplit(":", 1)[1])

    def close(self):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()
        self.folder.cleanup()

    def ask(self, method, target, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=40)
        try:
            connection.request(method, target, json.dumps(body) if body is not None else None,
                               {"Content-Type": "application/json"})
            response = connection.getresponse()
            return response.status, json.loads(response.read())
        finally:
            connection.close()


class Changes(unittest.TestCase):
    def setUp(self):
        self.service = Service()
        self.addCleanup(self.service.close)

    def page(self, query):
        status, page = self.service.ask("GET", "/v1/changes" + query)
        self.assertEqual(status, 200, page)
        self.assertIsNone(first_error(strict_changes(), page))
        return page

    def post_examples(self):
        """Every valid event of the examples, each in an episode of its own, and its withdrawal."""
        self.service.ask("PUT", "/v1/facilities/F1", {"id": "F1", "time_zone": "America/Chicago"})
        self.service.ask("PUT", "/v1/members/M1", {"id": "M1", "name": "Sam Example (invented)"})
        created = []
        for index, (_, event) in enumerate(examples("posted-event", VALID)):
            if event["type"] == "event.withdrawn":
                continue
            event.update(id=f"e{index}", episode=f"E{index}", facility="F1", member="M1")
            undo = {"id": f"w{index}", "episode": f"E{index}", "type": "event.withdrawn",
                    "withdraws": f"e{index}"}
            status, answer = self.service.ask("POST", "/v1/events", [event, undo])
            self.assertEqual((status, answer["counts"]["created"]), (200, 2), answer)
            created += [event, undo]
        return created

    def test_every_type_of_event_comes_back_as_it_was_posted(self):
        self.assertEqual(self.page(""), {"changes": [], "next": 0, "last": 0})
        created = self.post_examples()
        self.assertGreater(len({event["type"] for event in created}), 8)
        followed, after = [], 0
        while True:
            page = self.page(f"?limit=7&after={after}")
            if not page["changes"]:
                break
            followed += page["changes"]
            after = page["next"]
        self.assertEqual([it["position"] for it in followed], list(range(1, len(created) + 1)))
        posted = of("posted-event")
        for event, change in zip(created, followed):
            again = {key: value for key, value in change.items()
                     if key not in ("position", "seq", "recorded_at")}
            self.assertIsNone(first_error(posted, again))
            status, answer = self.service.ask("POST", "/v1/events", again)
            self.assertEqual((status, answer["verdict"]), (200, "exists"), answer)
            self.assertEqual(answer["id"], event["id"])

    def test_a_page_that_was_waited_for_is_one_too(self):
        waiting = []
        thread = threading.Thread(target=lambda: waiting.append(self.page("?wait=25")))
        thread.start()
        self.post_examples()
        thread.join()
        self.assertGreaterEqual(len(waiting[0]["changes"]), 1)
        self.assertEqual(self.page(f"?wait=1&after={self.page('')['last']}")["changes"], [])

    def test_refusals_are_problems(self):
        problem = of("problem")
        for query, expected in (("?after=-1", 400), ("?wait=26", 400), ("?limit=0&since=1", 400),
                                ("?after=1", 409)):
            status, answer = self.service.ask("GET", "/v1/changes" + query)
            self.assertEqual(status, expected, query)
            self.assertIsNone(first_error(problem, answer))


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    PROGRAM = sys.argv.pop(1)
    unittest.main()
