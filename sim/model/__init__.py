"""The model, written once: fields, rules, stages, one step. It knows no engine and no compiler."""
