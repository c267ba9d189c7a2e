"""Who signs: a certificate of this installation, made once, or one that the admin has.

Nobody else vouches for our own: a reader says "untrusted", and that the file was not altered since. An admin with a
certificate of a known authority names it in MARK_CERTIFICATE and MARK_KEY.
"""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

CHAIN, KEY = "chain.pem", "key.pem"
YEARS = 10
_PEM = serialization.Encoding.PEM
_USES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


@dataclass(frozen=True, slots=True)
class Identity:
    """A certificate chain, leaf first, and the leaf's private key, both PEM."""

    chain: bytes
    key: bytes = field(repr=False)

    @property
    def serial(self) -> str:
        """The leaf's serial number, by which a signature is recognised as ours."""
        return str(x509.load_pem_x509_certificates(self.chain)[0].serial_number)


class BadIdentity(Exception):
    """An admin's certificate and key cannot sign. The message names the variable and what to do."""


def ends_of(chain: Path, key: Path) -> dt.datetime:
    """Until when the certificate in *chain* is good. Raises `BadIdentity` when the two files cannot sign together."""
    try:
        leaf = x509.load_pem_x509_certificates(chain.read_bytes())[0]
    except (OSError, ValueError):
        raise BadIdentity("MARK_CERTIFICATE cannot be read. Set it to a PEM file, leaf first.") from None
    try:
        private = serialization.load_pem_private_key(key.read_bytes(), None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm):
        raise BadIdentity("MARK_KEY cannot be read. Set it to a PEM file without a password.") from None
    if not isinstance(private, ec.EllipticCurvePrivateKey) or not isinstance(private.curve, ec.SECP256R1):
        raise BadIdentity("MARK_KEY is no key for ES256. Set it to a key on the curve P-256, with its certificate.")
    if private.public_key() != leaf.public_key():
        raise BadIdentity("MARK_KEY is not the key of MARK_CERTIFICATE. Set the two to one pair.")
    return leaf.not_valid_after_utc


def open_identity(folder: Path) -> Identity:
    """The identity in *folder*; a new one when there is none yet. Raises `OSError`."""
    chain, key = folder / CHAIN, folder / KEY
    if not chain.exists():
        made = make_identity()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(key, made.key)
        _write(chain, made.chain)  # last: with it the identity is whole
    return Identity(chain.read_bytes(), key.read_bytes())


def make_identity() -> Identity:
    """An authority whose key is thrown away at once, and the one certificate that it signed (ES256, C2PA's profile)."""
    authority, leaf = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = _name("Mynah installation")
    root = (
        _certificate(issuer, issuer, authority.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage("key_cert_sign", "crl_sign"), critical=True)
        .sign(authority, hashes.SHA256())
    )
    signed = (
        _certificate(_name("Mynah speech"), issuer, leaf.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage("digital_signature"), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.public_key()), critical=False)
        .sign(authority, hashes.SHA256())
    )
    key = leaf.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return Identity(signed.public_bytes(_PEM) + root.public_bytes(_PEM), key)


def _certificate(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))  # clocks differ
        .not_valid_after(now + dt.timedelta(days=365 * YEARS))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _name(common: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Mynah"), x509.NameAttribute(NameOID.COMMON_NAME, common)]
    )


def _usage(*wanted: str) -> x509.KeyUsage:
    return x509.KeyUsage(**{use: use in wanted for use in _USES})


def _write(path: Path, data: bytes) -> None:
    with os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
