"""What somebody types into the check."""

from typing import Any

GOOD: dict[str, Any] = {
    "ca": "yes",
    "w2": "yes",
    "offers_ft": "yes",
    "fte": "45",
    "eligible": "43",
    "waived": "0",
    "enrolled": "30",
    "premium": "300.00",
    "contrib": "150.00",
}
QUOTE = {
    "name": "Sam Asker",
    "business": "Asker & Daughters",
    "phone": "(559) 555-0142",
    "email": "sam@example.org",
    "consent": "on",
}
