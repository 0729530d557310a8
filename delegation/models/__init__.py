from delegation.models.activation import ActivationDraft
from delegation.models.codes import DelegationCode
from delegation.models.consent import Consent, LegalText

__all__ = ["ActivationDraft", "Consent", "DelegationCode", "LegalText"]
