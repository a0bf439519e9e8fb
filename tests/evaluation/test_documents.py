"""docs/evaluation.md tells every metric as the registry has it."""

from tests.evaluation import metrics_table


def test_the_page_has_the_table_of_the_registry():
    assert metrics_table.in_page() == metrics_table.drawn().strip("\n"), (
        "python -m tests.evaluation.metrics_table draws it anew"
    )
