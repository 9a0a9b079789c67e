"""Headers and settings that keep the portal safe."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils import timezone

from sistercities import environment
from sistercities.common import servers
from sistercities.common.certificates import MARK, make_authority, make_seal
from sistercities.common.servers.places import PROJECT
from tests.production import outside_environment, production_environment
from tests.world import World

# What a data block holds is read by scripts and never run.
DATA = {"application/json", "application/ld+json"}


class Inline(HTMLParser):
    """Collects what a strict policy blocks: scripts and styles inside the page, and attributes that are code."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in given and given.get("type") not in DATA):
            self.found.append(f"<{tag}>")
        self.found += [f"{tag} {name}" for name in given if name == "style" or name.startswith("on")]
        addresses = [given.get(name) or "" for name in ("href", "src", "action", "formaction")]
        self.found += [address for address in addresses if address.strip().lower().startswith("javascript:")]


def inline_code(html: str) -> list[str]:
    parser = Inline()
    parser.feed(html)
    return parser.found


def test_the_reader_of_pages_finds_what_a_policy_blocks() -> None:
    page = (
        '<style>p {}</style><p style="color: red" onclick="x()"><script>x()</script><a href=" JavaScript:x()">'
        '<script src="/x.js"></script><script type="application/json">{}</script>'
    )
    assert inline_code(page) == ["<style>", "p style", "p onclick", "<script>", " JavaScript:x()"]


@pytest.mark.django_db
def test_no_page_holds_inline_code_and_each_says_the_policy(world: World) -> None:
    """Every page of the site, for the visitor and for everybody who may open it."""
    kinds: dict[str, int] = {}
    for visit in world.pages():
        headers = visit.response.headers
        policy = headers.get("Content-Security-Policy", "")
        assert not re.search(r"unsafe-eval|\*|https?:", policy), visit
        assert headers["X-Frame-Options"] in ("DENY", "SAMEORIGIN"), visit
        assert headers["X-Content-Type-Options"] == "nosniff", visit
        is_page, is_boxed = headers["Content-Type"].startswith("text/html"), "sandbox" in policy
        found = inline_code(visit.body.decode(errors="replace")) if is_page else []
        if is_boxed:
            # A letter shown as its reader gets it, or a file as it was handed in: nothing in it can run.
            assert "default-src 'none'" in policy, visit
            assert "script-src" not in policy, visit
            assert not [item for item in found if item != "<style>"], visit
        else:
            assert {"script-src 'self'", "style-src 'self'"} <= set(policy.split("; ")), visit
            assert "unsafe-inline" not in policy, visit
            assert found == [], visit
        kind = "boxed" if is_boxed else headers["Content-Type"].partition(";")[0]
        kinds[kind] = kinds.get(kind, 0) + 1
    assert kinds["text/html"] > 200
    assert kinds["boxed"] > 5


def test_check_deploy_is_clean_with_production_settings(tmp_path: Path) -> None:
    addresses = servers.Addresses(os.environ["DATABASE_URL"], os.environ["REDIS_URL"])
    environ = outside_environment() | production_environment(tmp_path, addresses)
    command = [sys.executable, str(PROJECT / "manage.py"), "check", "--deploy", "--fail-level", "INFO"]
    run = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout.strip()) == (0, "System check identified no issues (0 silenced)."), run.stderr


@pytest.mark.parametrize("name", environment.REQUIRED_IN_PRODUCTION)
def test_production_names_what_is_missing_in_one_sentence(name: str) -> None:
    given = {other: "x" for other in environment.REQUIRED_IN_PRODUCTION if other != name}
    with pytest.raises(ImproperlyConfigured) as refused:
        environment.require_production_settings(given)
    what = environment.REQUIRED_IN_PRODUCTION[name]
    assert str(refused.value) == f"The portal does not start in production without {name} ({what})."


def without_its_key(environ: dict[str, str]) -> str:
    """The path of another key than that of the certificate."""
    other = Path(environ["SEAL_KEY"]).with_name("other")
    other.mkdir()
    addresses = servers.Addresses(environ["DATABASE_URL"], environ["REDIS_URL"])
    return production_environment(other, addresses)["SEAL_KEY"]


def made_here(environ: dict[str, str]) -> str:
    """The certificate with which a demonstration seals."""
    now = timezone.now()
    return make_seal(make_authority(now), now).certificate.public_bytes(Encoding.PEM).decode()


def made_here_under_another_name(environ: dict[str, str]) -> str:
    """Nothing but the mark tells of a demonstration."""
    key, now, name = rsa.generate_private_key(65537, 2048), timezone.now(), x509.Name([])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now)
    marked = builder.add_extension(x509.UnrecognizedExtension(MARK, b"\x05\x00"), critical=False)
    return marked.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM).decode()


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SECRET_KEY", "x" * 49, "at least 50 random characters"),
        ("SECRET_KEY", environment.SECRET_OF_DEVELOPMENT, "at least 50 random characters of your own"),
        ("ALLOWED_HOSTS", "portal.example, *", "ALLOWED_HOSTS is *"),
        ("PUBLIC_URL", "http://portal.example", "has to begin with https://"),
        ("PUBLIC_URL", "https://other.example", "name one of ALLOWED_HOSTS"),
        ("SEAL_KEY", "rubbish", "SEAL_KEY cannot be read"),
        ("SEAL_KEY", without_its_key, "not the private key of SEAL_CERTIFICATE"),
        ("SEAL_CERTIFICATE", "rubbish", "SEAL_CERTIFICATE cannot be read"),
        ("SEAL_CERTIFICATE", made_here, "SEAL_CERTIFICATE was made by this software for a demonstration"),
        ("SEAL_CERTIFICATE", made_here_under_another_name, "SEAL_CERTIFICATE was made by this software"),
    ],
)
def test_production_refuses_what_takes_its_safety_away(
    tmp_path: Path, name: str, value: str | Callable[[dict[str, str]], str], sentence: str
) -> None:
    addresses = servers.Addresses(os.environ["DATABASE_URL"], os.environ["REDIS_URL"])
    right = production_environment(tmp_path, addresses)
    environment.require_production_settings(right)
    wrong = right | {name: value if isinstance(value, str) else value(right)}
    with pytest.raises(ImproperlyConfigured, match=re.escape(sentence)):
        environment.require_production_settings(wrong)


@pytest.mark.django_db
def test_a_form_from_elsewhere_is_refused() -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/accounts/login/", {"login": "a@example.org", "password": "x"})
    assert response.status_code == 403
