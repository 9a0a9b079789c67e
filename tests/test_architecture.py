"""What holds for the whole of the code: who may import whom, and what nobody may forget."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import current_app
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db.models import Field

from partnerships import answers
from sistercities.common.servers.places import PROJECT

# From the lowest app to the highest; an app imports and points to those before it.
APPS = [
    "common",
    "association",
    "post",
    "accounts",
    "desk",
    "directory",
    "partnerships",
    "agreements",
    "ceremonies",
    "pages",
]
# Inside an app, from the top down: a file imports its own layer and those below it. Files of other names are free.
LAYERS = [
    {"urls"},
    {"admin"},
    {"api"},
    {"views"},
    {"filters"},
    {"forms"},
    {"tasks"},
    {"services"},
    {"documents", "letters"},
    {"gates"},
    {"models", "querysets"},
    {"stages", "choices"},
]
RANK = {name: len(LAYERS) - n for n, names in enumerate(LAYERS) for name in names}
LONGEST_FILE = 400


def folder_of(label: str) -> Path:
    return Path(apps.get_app_config(label).path)


def python_files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts]


def layer_of(parts: tuple[str, ...]) -> str:
    """The layer of a file by its path inside the app: `views/people.py`, `urls_people.py`; "" for one that is free."""
    name = parts[0].removesuffix(".py").split("_")[0] if parts else ""
    return name if name in RANK else ""


def imported_by(path: Path) -> Iterator[str]:
    """Full names of the modules that a file imports, wherever in the file; names imported from them too."""
    package = [*path.relative_to(PROJECT).parent.parts]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def test_imports_run_one_way_through_the_apps() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    run = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize("label", APPS)
def test_imports_run_down_the_layers_inside_an_app(label: str) -> None:
    folder = folder_of(label)
    package = ".".join(folder.relative_to(PROJECT).parts)
    wrong = []
    for path in python_files(folder):
        here = layer_of(path.relative_to(folder).parts)
        for name in imported_by(path) if here else ():
            there = (
                layer_of(tuple(name.removeprefix(package + ".").split("."))) if name.startswith(package + ".") else ""
            )
            if there and RANK[there] > RANK[here]:
                wrong.append(f"{path.relative_to(PROJECT)} imports {name}")
    assert wrong == []


def test_the_reader_of_imports_sees_relative_and_late_ones() -> None:
    seen = set(imported_by(folder_of("directory") / "querysets.py"))
    assert {"directory.choices", "directory.models", "directory.models.Seat"} <= seen
    assert layer_of(("views", "people.py")) == "views"
    assert layer_of(("selectors_people.py",)) == ""


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def pointers() -> list[Field]:
    """Foreign keys and many-to-many fields of our models that point into another of our apps."""
    ours = {label: n for n, label in enumerate(APPS)}
    fields = [field for model in apps.get_models() for field in model._meta.get_fields() if isinstance(field, Field)]
    return [
        field
        for field in fields
        if field.is_relation
        and field.model._meta.app_label in ours
        and field.related_model._meta.app_label in ours
        and field.model._meta.app_label != field.related_model._meta.app_label
    ]


def test_no_model_points_to_a_higher_app() -> None:
    upward = [
        str(field)
        for field in pointers()
        if APPS.index(field.related_model._meta.app_label) > APPS.index(field.model._meta.app_label)
    ]
    assert upward == []


def test_no_app_can_lean_on_a_higher_one_by_a_reverse_name() -> None:
    assert len(pointers()) > 20
    assert [str(field) for field in pointers() if not field.remote_field.hidden] == []


def promised_names() -> dict[str, str]:
    """Each task name that is promised somewhere, with the file; a name that is no plain text fails here."""
    found = {}
    for label in APPS:
        for path in python_files(folder_of(label)):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "promise":
                    found[ast.literal_eval(node.args[0])] = str(path.relative_to(PROJECT))
    return found


def test_every_promised_task_is_there() -> None:
    current_app.loader.import_default_modules()
    scheduled = {entry["task"]: "settings" for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    names = promised_names() | scheduled
    assert {"post.send_mail", "post.sweep_effects"} <= names.keys()
    assert {name: path for name, path in names.items() if name not in current_app.tasks} == {}


def test_every_gate_has_an_owner() -> None:
    assert answers.without_owner() == []


def test_no_file_is_longer_than_anybody_reads() -> None:
    kinds = {".py", ".html", ".css", ".js", ".txt"}
    others = (PROJECT / name for name in ("templates", "static", "tests", "benchmarks"))
    folders = [*(folder_of(label) for label in APPS), *others]
    files = {path for folder in folders for path in folder.rglob("*") if path.suffix in kinds}
    files = {path for path in files if "migrations" not in path.parts}
    assert len(files) > 100
    long = {str(path): lines for path in files if (lines := len(path.read_text().splitlines())) > LONGEST_FILE}
    assert long == {}


def test_every_page_with_htmx_keeps_it_from_inline_styles_and_code() -> None:
    """The policy of the pages forbids both, and a browser would say so on each of them."""
    folder = PROJECT / "templates"
    pages = {path: path.read_text() for path in folder.rglob("*.html")}
    shared = pages[folder / "agreements" / "_copy_htmx.html"]
    using = {path: text for path, text in pages.items() if "{% htmx_script %}" in text}
    assert using
    for path, text in using.items():
        said = shared if "agreements/_copy_htmx.html" in text else text
        assert '"includeIndicatorStyles": false, "allowEval": false' in said, path
