from delegation.models.activation import ActivationDraft
from delegation.models.codes import DelegationCode
from delegation.models.consent import Consent, LegalText
from delegation.models.delegations import Delegation, Scope

__all__ = ["ActivationDraft", "Consent", "Delegation", "DelegationCode", "LegalText", "Scope"]
