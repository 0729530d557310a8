"""What people do to sign in, and the devices they hold."""

import re
from base64 import b64decode

import zxingcpp
from playwright.sync_api import Locator, Page

from tests.authenticator import code_of
from tests.factories import PASSWORD
from tests.journeys.people import Visitor

# The pixels of an image as a phone's camera would have them: grey, on white.
PIXELS = """
(image) => {
  const canvas = document.createElement("canvas");
  const side = (canvas.width = canvas.height = 400);
  const brush = canvas.getContext("2d");
  brush.fillStyle = "white";
  brush.fillRect(0, 0, side, side);
  brush.drawImage(image, 20, 20, side - 40, side - 40);
  const data = brush.getImageData(0, 0, side, side).data;
  let grey = "";
  for (let i = 0; i < data.length; i += 4) grey += String.fromCharCode(data[i]);
  return [side, btoa(grey)];
}
"""


class Member(Visitor):
    """Somebody who has an account."""

    def signs_in(self, username: str, password: str = PASSWORD) -> None:
        self.goes_to("/sign-in/")
        self.writes("Username or e-mail address", username)
        self.writes("Password", password)
        self.leaves_by("Sign In")

    def signs_out(self) -> None:
        self.goes_to("/sign-out/")
        with self.page.expect_navigation():
            self.hands.press(self.page.get_by_role("main").get_by_role("button", name="Sign Out"))

    def confirms_who_they_are(self) -> None:
        self.sees_page("Confirm that it is you")
        self.writes("Password", PASSWORD)
        self.presses("Confirm")


class App:
    """An authenticator app on a phone, which has scanned the square."""

    def __init__(self, address: str) -> None:
        found = re.search(r"secret=([A-Z2-7]+)", address)
        assert address.startswith("otpauth://totp/")
        assert found
        self.secret = found.group(1)

    def code(self, steps_ahead: int = 0) -> str:
        return code_of(self.secret, steps_ahead)


def scan(image: Locator) -> str:
    """What the QR code says to a phone that is held before it."""
    side, pixels = image.evaluate(PIXELS)
    grey = memoryview(b64decode(pixels)).cast("B", (side, side))
    [code] = zxingcpp.read_barcodes(grey)
    return code.text


def hold_a_passkey_device(page: Page) -> None:
    """From now on this browser has a platform authenticator whose owner always says yes."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
