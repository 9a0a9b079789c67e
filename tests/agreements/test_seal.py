"""The seal: valid offline, broken by any change, never a demonstration's in production."""

import datetime as dt
import io
import stat
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer

import pikepdf
import pytest
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.core.exceptions import ImproperlyConfigured
from pyhanko.keys import load_private_key_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.timestamps import DummyTimeStamper

from agreements.documents import render_certificate
from agreements.seal import Sealer, demonstration_sealer, seal_pdf, validate_seal
from sistercities.common.certificates import made_by_this_software, make_authority
from tests.agreements import papers

NOW = papers.MADE_AT


@pytest.fixture(scope="module")
def rendered():
    return render_certificate(papers.with_papers())


@pytest.fixture(scope="module")
def sealer(tmp_path_factory):
    return demonstration_sealer(tmp_path_factory.mktemp("seal") / "seal")


@pytest.fixture(scope="module")
def sealed(rendered, sealer):
    return seal_pdf(rendered, sealer, now=NOW)


def pem(thing):
    if isinstance(thing, x509.Certificate):
        return thing.public_bytes(serialization.Encoding.PEM)
    plain = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return thing.private_bytes(*plain)


def outside_certificate(key, *, usage=None):
    """A self-signed certificate as an association would buy one: nothing of this software in it."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Association of Sister Communities")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number())
    made = made.not_valid_before(NOW - dt.timedelta(days=365)).not_valid_after(NOW + dt.timedelta(days=365))
    flags = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "crl_sign", "encipher_only", "decipher_only"), False
    )
    signs = x509.KeyUsage(digital_signature=True, content_commitment=True, key_cert_sign=True, **flags)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    made = made.add_extension(signs, critical=True)
    if usage:
        made = made.add_extension(x509.ExtendedKeyUsage([usage]), critical=True)
    return made.sign(key, hashes.SHA256() if not isinstance(key, ed25519.Ed25519PrivateKey) else None)


def test_seal_is_valid_offline_and_says_who_and_when(sealed, sealer):
    state = validate_seal(sealed, sealer.chain[0], now=NOW)
    assert state.is_valid
    assert (state.is_intact, state.is_trusted, state.covers_whole_file) == (True, True, True)
    assert "DEMONSTRATION" in state.subject
    assert state.sealed_at == NOW


def test_the_certificates_up_to_the_root_are_inside(sealed, sealer):
    [seal] = PdfFileReader(io.BytesIO(sealed)).embedded_signatures
    assert [other.dump() for other in seal.other_embedded_certs] == [
        sealer.chain[0].public_bytes(serialization.Encoding.DER)
    ]


def test_pdfsig_agrees(sealed, tmp_path):
    file = tmp_path / "sealed.pdf"
    file.write_bytes(sealed)
    said = subprocess.run(["pdfsig", "-nocert", str(file)], capture_output=True, text=True, check=True).stdout
    assert "Signature Validation: Signature is Valid." in said
    assert "Signature Type: ETSI.CAdES.detached" in said
    assert "Total document signed" in said


def test_seal_only_appends_and_the_document_stays_what_it_was(rendered, sealed):
    assert sealed.startswith(rendered)
    with pikepdf.open(io.BytesIO(sealed)) as pdf:
        assert not pdf.is_encrypted
        with pdf.open_metadata() as metadata:
            assert metadata["pdfaid:part"] == "3"
            assert metadata["pdfaid:conformance"] == "A"
        assert {spec.obj.AFRelationship for spec in pdf.attachments.values()} == {"/Source", "/Data"}
        [field] = pdf.Root.AcroForm.Fields
        assert list(field.Rect) == [0, 0, 0, 0]
        assert "/NeedAppearances" not in pdf.Root.AcroForm
        assert field.V.Reference[0].TransformParams.P == 1, "no change is allowed"


def test_one_changed_byte_breaks_it(sealed, sealer):
    at = sealed.index(b"endobj") + 40
    broken = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
    assert not validate_seal(broken, sealer.chain[0], now=NOW).is_intact


def test_something_appended_is_not_covered(sealed, sealer):
    assert not validate_seal(sealed + b"\n% more\n", sealer.chain[0], now=NOW).is_valid


def test_another_root_does_not_trust_it(sealed):
    state = validate_seal(sealed, make_authority(NOW).certificate, now=NOW)
    assert state.is_intact
    assert not state.is_trusted


def test_a_file_without_seal_is_refused(rendered, sealer):
    with pytest.raises(ValueError, match="found 0"):
        validate_seal(rendered, sealer.chain[0], now=NOW)


@pytest.mark.parametrize("kind", ["rsa", "elliptic curve"])
def test_seal_with_a_certificate_from_outside(rendered, kind):
    key = ec.generate_private_key(ec.SECP256R1()) if kind != "rsa" else rsa.generate_private_key(65537, 2048)
    certificate = outside_certificate(key)
    sealed = seal_pdf(rendered, Sealer.from_pem(pem(certificate), pem(key)), now=NOW)
    assert validate_seal(sealed, certificate, now=NOW).is_valid


class TimestampAuthority(BaseHTTPRequestHandler):
    """Answers timestamp requests over HTTP as RFC 3161 wants it."""

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    certificate = outside_certificate(key, usage=ExtendedKeyUsageOID.TIME_STAMPING)

    def do_POST(self):
        asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
        authority = DummyTimeStamper(
            asn1_x509.Certificate.load(self.certificate.public_bytes(serialization.Encoding.DER)),
            load_private_key_from_pemder_data(pem(self.key), None),
            fixed_dt=NOW,
        )
        answer = authority.request_tsa_response(asked).dump()
        self.send_response(200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *args):
        pass


def test_timestamp_is_added_where_an_address_is_set(rendered):
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = outside_certificate(key)
    with HTTPServer(("127.0.0.1", 0), TimestampAuthority) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/"
        sealer = Sealer.from_pem(pem(certificate), pem(key), timestamp_url=address)
        sealed = seal_pdf(rendered, sealer, now=NOW)
        server.shutdown()
    [seal] = PdfFileReader(io.BytesIO(sealed)).embedded_signatures
    assert [attribute["type"].native for attribute in seal.signer_info["unsigned_attrs"]] == [
        "signature_time_stamp_token"
    ]
    assert validate_seal(sealed, certificate, now=NOW).is_valid


def test_demonstration_seal_is_made_once_kept_private_and_marked(tmp_path):
    folder = tmp_path / "private" / "seal"
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: demonstration_sealer(folder), range(4)))
    assert len({sealer.certificate.serial_number for sealer in made}) == 1
    assert [path.name for path in folder.parent.iterdir()] == ["seal"], "what lost the race is gone"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "seal-key.pem").stat().st_mode) == 0o600
    assert "DEMONSTRATION" in made[0].subject
    assert made[0].certificate.not_valid_after_utc > NOW + dt.timedelta(days=3000)


def test_certificates_of_this_software_are_told_apart(sealer):
    assert made_by_this_software(sealer.certificate)
    assert made_by_this_software(sealer.chain[0])
    assert not made_by_this_software(outside_certificate(ec.generate_private_key(ec.SECP256R1())))


def test_settings_without_certificate_give_the_demonstration_seal(settings, tmp_path):
    settings.WORK_DIR, settings.SEAL_CERTIFICATE, settings.IS_PRODUCTION = tmp_path, "", False
    assert Sealer.from_settings().certificate == demonstration_sealer(tmp_path / "seal").certificate


@pytest.mark.parametrize("as_file", [True, False], ids=["paths", "text"])
def test_settings_name_certificate_and_key_with_password(settings, tmp_path, as_file):
    key = ec.generate_private_key(ec.SECP256R1())
    locked = serialization.BestAvailableEncryption(b"open sesame")
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, locked)
    chain = make_authority(NOW).certificate
    values = {"SEAL_CERTIFICATE": pem(outside_certificate(key)), "SEAL_KEY": private, "SEAL_CHAIN": pem(chain)}
    for name, value in values.items():
        (tmp_path / name).write_bytes(value)
        setattr(settings, name, str(tmp_path / name) if as_file else value.decode())
    settings.SEAL_KEY_PASSWORD, settings.SEAL_TIMESTAMP_URL = "open sesame", "https://time.example.org/"
    settings.IS_PRODUCTION = True
    sealer = Sealer.from_settings()
    assert (sealer.subject, sealer.chain) == ("CN=Association of Sister Communities", (chain,))
    assert sealer.timestamp_url == "https://time.example.org/"


def test_production_refuses_no_certificate_and_one_of_this_software(settings, sealer):
    settings.IS_PRODUCTION, settings.SEAL_CERTIFICATE = True, ""
    with pytest.raises(ImproperlyConfigured, match="not set"):
        Sealer.from_settings()
    settings.SEAL_CERTIFICATE, settings.SEAL_KEY = pem(sealer.certificate).decode(), pem(sealer.key).decode()
    with pytest.raises(ImproperlyConfigured, match="demonstrations"):
        Sealer.from_settings()


@pytest.mark.parametrize(
    ("certificate", "key", "why"),
    [
        (outside_certificate(TimestampAuthority.key), ec.generate_private_key(ec.SECP256R1()), "not the key"),
        (outside_certificate(TimestampAuthority.key), ed25519.Ed25519PrivateKey.generate(), "neither an RSA"),
    ],
    ids=["of another certificate", "of another kind"],
)
def test_a_key_that_does_not_fit_is_refused(certificate, key, why):
    with pytest.raises(ImproperlyConfigured, match=why):
        Sealer.from_pem(pem(certificate), pem(key))


def test_what_is_not_pem_is_refused():
    with pytest.raises(ImproperlyConfigured, match="cannot be read"):
        Sealer.from_pem(b"-----BEGIN nothing", b"")
