"""openapi.yaml is a valid description, its examples are what its schemas say, and its habits are kept."""

import pathlib
import re
import unittest

import yaml
from jsonschema import FormatChecker
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

FILE = pathlib.Path(__file__).resolve().parents[2] / "openapi.yaml"
METHODS = {"get", "put", "post", "delete", "patch", "head", "options"}
SCOPES = {"read", "rules", "customers", "mails", "settings", "webhooks", "cron"}
ROLES = {"viewer", "editor", "admin"}


class StringTimes(yaml.SafeLoader):
    """Reads times as the text they are, like JSON does."""


StringTimes.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:timestamp"]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def walk(node, place="#"):
    yield place, node
    if isinstance(node, dict):
        for key, value in node.items():
            yield from walk(value, f"{place}/{str(key).replace('~', '~0').replace('/', '~1')}")
    if isinstance(node, list):
        for index, value in enumerate(node):
            yield from walk(value, f"{place}/{index}")


class OpenAPI(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.document = yaml.load(FILE.read_text(encoding="utf-8"), StringTimes)
        resource = Resource(contents=cls.document, specification=DRAFT202012)
        cls.registry = Registry().with_resource("urn:openapi", resource)

    def operations(self):
        for path, item in self.document["paths"].items():
            for method, operation in item.items():
                if method in METHODS:
                    yield path, method, operation, item.get("parameters", []) + operation.get("parameters", [])

    def resolved(self, node):
        while isinstance(node, dict) and "$ref" in node:
            target = self.document
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part.replace("~1", "/").replace("~0", "~")]
            node = target
        return node

    def validator(self, place):
        schema = {"$ref": f"urn:openapi{place}"}
        return OAS31Validator(schema, registry=self.registry, format_checker=FormatChecker(["date", "date-time"]))

    def test_it_is_a_valid_openapi_3_1_document(self):
        self.assertEqual([str(error) for error in OpenAPIV31SpecValidator(self.document).iter_errors()], [])

    def test_no_comma_in_a_description_made_a_member_of_its_own(self):
        bare = [f"{place}: {key}" for place, node in walk(self.document)
                if isinstance(node, dict) and "/example" not in place and "/value" not in place
                for key, value in node.items() if value is None]
        self.assertEqual(bare, [])

    def test_schemas_use_only_words_that_mean_something(self):
        known = {"$ref", "type", "const", "enum", "pattern", "format", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems",
                 "uniqueItems", "items", "properties", "additionalProperties", "required", "oneOf", "allOf", "description", "default", "examples"}

        def check(schema, place):
            self.assertLessEqual(set(schema), known, place)
            for name, inner in schema.get("properties", {}).items():
                check(inner, f"{place}/{name}")
            for inner in schema.get("oneOf", []) + schema.get("allOf", []) + ([schema["items"]] if "items" in schema else []):
                check(inner, place)

        for name, schema in self.document["components"]["schemas"].items():
            check(schema, name)
        for place, node in walk(self.document["paths"]):
            if place.endswith("/schema"):
                check(node, place)

    def test_every_example_is_what_its_schema_says(self):
        count = 0
        for place, node in walk(self.document):
            if not isinstance(node, dict) or "schema" not in node or "/example" in place:
                continue
            examples = [node["example"]] if "example" in node else []
            examples += [self.resolved(example)["value"] for example in node.get("examples", {}).values()]
            for example in examples:
                errors = [f"{error.json_path}: {error.message}" for error in self.validator(f"{place}/schema").iter_errors(example)]
                self.assertEqual(errors, [], place)
                count += 1
        self.assertGreater(count, 60)

    def test_request_bodies_are_closed(self):
        for path, method, operation, _ in self.operations():
            body = operation.get("requestBody")
            if body is None or path.startswith("/webhooks/") or "application/json" not in body["content"]:
                continue
            schema = self.resolved(body["content"]["application/json"]["schema"])
            for part in map(self.resolved, schema.get("oneOf", [schema])):
                self.assertIs(part.get("additionalProperties"), False, f"{method} {path}")

    def test_operations_are_named_tagged_and_summed_up(self):
        names = [operation["operationId"] for _, _, operation, _ in self.operations()]
        self.assertEqual(len(names), len(set(names)))
        tags = {tag["name"] for tag in self.document["tags"]}
        for path, method, operation, _ in self.operations():
            self.assertRegex(operation["operationId"], r"^[a-z]+(_[a-z]+)*$")
            self.assertLessEqual(set(operation["tags"]), tags, f"{method} {path}")
            self.assertFalse(operation["summary"].endswith("."), f"{method} {path}")

    def test_path_parameters_are_described(self):
        for path, method, operation, parameters in self.operations():
            described = {p["name"] for p in map(self.resolved, parameters) if p["in"] == "path"}
            self.assertEqual(described, set(re.findall(r"\{(\w+)\}", path)), f"{method} {path}")

    def test_each_operation_says_who_may_call_it_and_how_it_fails(self):
        for path, method, operation, _ in self.operations():
            where = f"{method} {path}"
            self.assertIn("default", operation["responses"], where)
            for requirement in operation["security"]:
                self.assertLessEqual(set(requirement.get("bearer", [])), SCOPES, where)
                self.assertLessEqual(set(requirement.get("session", [])), ROLES, where)
            if path.startswith("/api/v1/") and operation["security"] and {} not in operation["security"]:
                # Accounts are looked after by people only.
                ways = [{"session"}] if path.startswith(("/api/v1/account", "/api/v1/users")) else [{"bearer"}, {"session"}]
                self.assertEqual([set(r) for r in operation["security"]], ways, where)
                self.assertLessEqual({"401", "403"}, set(operation["responses"]), where)
            if "requestBody" in operation and not path.startswith(("/webhooks/", "/unsubscribe/")):
                self.assertLessEqual({"400", "422"}, set(operation["responses"]), where)

    def test_everything_that_is_defined_is_used(self):
        text = FILE.read_text(encoding="utf-8")
        unused = [f"{kind}/{name}" for kind, members in self.document["components"].items() if kind != "securitySchemes"
                  for name in members if f"#/components/{kind}/{name}'" not in text]
        self.assertEqual(unused, [])


if __name__ == "__main__":
    unittest.main()
