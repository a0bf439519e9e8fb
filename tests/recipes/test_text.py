"""Recipes to read: complete, true to the keys, and the same in the docs."""

import json
import tomllib

import pytest

from tests.cli.test_train import run
from tests.commands import ROOT
from tfstyle import recipes
from tfstyle.errors import RecipeError
from tfstyle.recipes import ALGORITHMS
from tfstyle.recipes.describe import describe
from tfstyle.recipes.text import commented, reference
from tfstyle.recipes.toml import toml_value


def defaults(model):
    return recipes.parse_recipe(
        f'model = "{model}"', ["data.styles=['painting.jpg']"] if model == "fast_style" else []
    )


@pytest.mark.parametrize("model", ALGORITHMS)
def test_a_commented_recipe_is_the_models_defaults(model):
    text = commented(model)
    recipe = recipes.parse_recipe(text)
    assert recipe == defaults(model)
    for name in recipes.flatten(recipe):
        assert f"{name.rpartition('.')[2]} = " in text
    # What follows from other keys still does, once one is edited.
    edited = text.replace("\nsteps = 200000\n", "\nsteps = 600\n")
    assert recipes.parse_recipe(edited).train.decay_from == 300
    assert max(map(len, text.splitlines())) <= 100


def test_every_key_is_explained():
    explained = {entry["key"] for model in ALGORITHMS for entry in describe(model)}
    assert explained == set(recipes.KEYS)
    for name, key in recipes.KEYS.items():
        assert key.about.endswith(".") and len(key.about) > 8, name


def test_described_values_are_values():
    for model in ALGORITHMS:
        for entry in describe(model):
            if entry["active"]:
                value = json.dumps(entry["default"])
                changed = recipes.parse_recipe(
                    recipes.dumps(defaults(model)), [f"{entry['key']}={value}"]
                )
                assert changed == defaults(model), entry["key"]


def test_the_reference_in_the_docs_is_the_commands():
    text = reference()
    assert (ROOT / "docs" / "recipe.md").read_text("utf-8") == text, (
        "tfstyle recipe > docs/recipe.md"
    )
    for name in recipes.KEYS:
        assert f"| `{name.rpartition('.')[2]}` |" in text
    assert text.count("\n## ") == 6  # every section once


def test_the_command(capsys):
    assert run(capsys, "recipe", "cut")[:2] == (0, commented("cut"))
    assert run(capsys, "recipe")[:2] == (0, reference())
    code, out, _ = run(capsys, "recipe", "cut", "--json")
    assert code == 0 and json.loads(out) == describe("cut")
    code, out, err = run(capsys, "recipe", "cyclgan")
    assert code == 1 and not out and "Did you mean 'cyclegan'" in err


def test_unknown_keys_lead_to_the_reference():
    with pytest.raises(RecipeError, match="`tfstyle recipe` prints all keys"):
        recipes.parse_recipe("", ["qqqqqqqqq=1"])


@pytest.mark.parametrize("value", ["a\x7fb", 'quo"te\\', "\u00e4\n\x00", ["\x7f", "\u2603"]])
def test_any_text_is_written_as_toml_reads_it(value):
    assert tomllib.loads(f"x = {toml_value(value)}") == {"x": value}
