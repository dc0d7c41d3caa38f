from gongwen.claims import role
from gongwen.common.characters import fold
from gongwen.language.quantities import Quantity


def role_of(q: Quantity, text: str) -> str:
    """The role of a quantity by the rule alone."""
    folded = fold(text)
    return "" if q.flag == "schedule" else role.by_rule(q, folded, role._hits(folded))
