"""Message classes live as long as their schema: one collected while in use ends the process.

Protocol buffers keep the classes of inner messages by weak references alone. A thread that is given
one while another collects garbage holds a class that is already cleared, and the next look at an
attribute is a segmentation fault.
"""

import gc
import weakref

import pytest

from tfstyle.protos.health import HealthCheckRequest
from tfstyle.protos.open_inference import ModelInferRequest
from tfstyle.protos.schema import Schema
from tfstyle.protos.tf_serving import PredictRequest


def inner(message):
    """Return weak references to the classes of all messages within one."""
    found, waiting = {}, [message.DESCRIPTOR]
    while waiting:
        for field in waiting.pop().fields:
            about = field.message_type
            if about is not None and about.full_name not in found:
                found[about.full_name] = weakref.ref(about._concrete_class)
                waiting.append(about)
    return found


@pytest.mark.parametrize("message", [PredictRequest, ModelInferRequest, HealthCheckRequest])
def test_the_classes_of_inner_messages_are_not_collected(message):
    before = inner(message)
    assert before or message is HealthCheckRequest
    gc.collect()
    assert [name for name, one in before.items() if one() is None] == []


def test_those_of_a_schema_nobody_has_are():
    schema = Schema()
    schema.add("shapes", "message Box\n  map Side sides 1\nmessage Side\n  int64 length 1")
    box = schema.message("shapes.Box")
    kept = inner(box)
    assert len(kept) == 2
    gc.collect()
    assert all(one() for one in kept.values())
    del schema, box
    gc.collect()
    assert not any(one() for one in kept.values())
