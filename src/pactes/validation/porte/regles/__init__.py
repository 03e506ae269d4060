"""The rules of the gate: each module is one rule, told in its docstring, checked by its function ``regle``."""
