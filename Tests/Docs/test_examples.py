"""The examples are right: the signature by Standard Webhooks' own vector, the bodies by openapi.yaml."""

import json
import pathlib
import subprocess
import unittest

import yaml
from openapi_schema_validator import OAS31Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"


class Examples(unittest.TestCase):
    def faults(self, schema, body):
        document = yaml.safe_load((ROOT / "openapi.yaml").read_text(encoding="utf-8"))
        registry = Registry().with_resource("urn:openapi", Resource(contents=document, specification=DRAFT202012))
        validator = OAS31Validator({"$ref": f"urn:openapi#/components/schemas/{schema}"}, registry=registry)
        return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(body)]

    def test_the_signature_is_that_of_the_published_vector(self):
        done = subprocess.run(
            [EXAMPLES / "sign.sh", "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
            input=b'{"test": 2432232314}', capture_output=True, check=True)
        self.assertEqual(done.stdout, b"v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=\n")

    def test_the_order_is_an_event_of_the_generic_format(self):
        event = json.loads((EXAMPLES / "order.json").read_text(encoding="utf-8"))
        self.assertEqual(self.faults("WebhookEvent", event), [])
        self.assertEqual(self.faults("OrderInput", event["data"]), [])

    def test_the_rule_is_one_that_can_be_saved(self):
        self.assertEqual(self.faults("RuleInput", json.loads((EXAMPLES / "rule.json").read_text(encoding="utf-8"))), [])


if __name__ == "__main__":
    unittest.main()
