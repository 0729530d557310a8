"""A passkey without a browser: answers as an authenticator whose owner always says yes."""

import secrets
from hashlib import sha256

from cryptography.hazmat.primitives import hashes
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

FLAG = AuthenticatorData.FLAG


class Passkey:
    def __init__(self, host="testserver"):
        self.host = host
        self.id = secrets.token_bytes(16)
        self.key = ec.generate_private_key(ec.SECP256R1())

    def registers(self, challenge):
        public = ES256.from_cryptography_key(self.key.public_key())
        credential = AttestedCredentialData.create(Aaguid.NONE, self.id, public)
        data = self._data(FLAG.UP | FLAG.UV | FLAG.AT, credential)
        attested = AttestationObject.create("none", data, {})
        said = {"attestationObject": websafe_encode(attested)}
        return self._answer("webauthn.create", challenge, said)

    def signs_in(self, challenge, user):
        """``user`` is what it was told when it was registered: an id."""
        data, client = self._data(FLAG.UP | FLAG.UV), self._client("webauthn.get", challenge)
        signed = self.key.sign(bytes(data) + sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        said = {
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(signed),
            "userHandle": websafe_encode(user.encode()),
        }
        return self._answer("webauthn.get", challenge, said)

    def _data(self, flags, credential=b""):
        return AuthenticatorData.create(sha256(self.host.encode()).digest(), flags, 0, credential)

    def _client(self, kind, challenge):
        return CollectedClientData.create(kind, challenge, f"http://{self.host}")

    def _answer(self, kind, challenge, said):
        client = websafe_encode(self._client(kind, challenge))
        return {
            "id": websafe_encode(self.id),
            "rawId": websafe_encode(self.id),
            "type": "public-key",
            "response": {"clientDataJSON": client, **said},
            "clientExtensionResults": {"credProps": {"rk": True}},
        }
