"""Second factors as rows, without a device: whole enough for every page that shows them."""

import secrets

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from accounts.models import User

SECRET = "JBSWY3DPEHPK3PXP"
FLAGS = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT


def add_passkey(user: User, name: str = "Laptop") -> Authenticator:
    """A passkey as a browser registers one, of a key that nobody has."""
    key_id = secrets.token_bytes(16)
    public_key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    credential = AttestedCredentialData.create(Aaguid.NONE, key_id, public_key)
    data = AuthenticatorData.create(bytes(32), FLAGS, 0, credential)
    client = CollectedClientData.create("webauthn.create", b"challenge", "http://localhost")
    return Authenticator.objects.create(
        user=user,
        type=Authenticator.Type.WEBAUTHN,
        data={
            "name": name,
            "credential": {
                "id": websafe_encode(key_id),
                "rawId": websafe_encode(key_id),
                "type": "public-key",
                "response": {
                    "clientDataJSON": websafe_encode(client),
                    "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
                },
                "clientExtensionResults": {"credProps": {"rk": True}},
            },
        },
    )


def add_app(user: User) -> None:
    TOTP.activate(user, SECRET)


def add_all(user: User) -> None:
    """An authenticator app, a passkey and recovery codes, and nothing from before."""
    user.authenticator_set.all().delete()
    add_app(user)
    add_passkey(user)
    RecoveryCodes.activate(user)
