"""What a measured process calls: a file in its engine, or a preset in Keras; nothing around it."""

from collections.abc import Callable
from typing import Any

from tfstyle.bench.signature import Input, read_signature

Call = Callable[[], object]


def caller(job: dict[str, Any]) -> Call:
    """Return the function that a job is about: it computes one picture each time it is called.

    Args:
        job: `do`, one of the names below, with what that takes.
    """
    makers: dict[str, Callable[..., Call]] = {
        "file": _file, "translate": _translate, "generate": _generate, "judge": _judge
    }  # fmt: skip
    return makers[job["do"]](**{key: value for key, value in job.items() if key != "do"})


def inputs(engine: str, path: str) -> list[Input]:
    """Return what goes into a file, as an engine reads it.

    Args:
        engine: that reads such files.
        path: of the file.
    """
    return _OPENERS[engine](path, None, 1)[0]


def _file(engine: str, path: str, size, threads: int) -> Call:
    _, start = _OPENERS[engine](path, tuple(size), threads)
    return start()


def _litert(path, size, threads):
    from ai_edge_litert.interpreter import Interpreter

    from tfstyle.native_output import dropped

    with dropped():
        interpreter = Interpreter(model_path=path, num_threads=threads)
    details = interpreter.get_input_details()
    told = [
        Input(
            one["name"],
            _lengths(one["shape_signature"] if len(one["shape_signature"]) else one["shape"]),
            one["dtype"].__name__,
        )
        for one in details
    ]

    def start():
        fed = read_signature(told, path).feed(size)
        places = {one["name"]: one["index"] for one in details}
        for one in details:
            if tuple(one["shape"]) != fed[one["name"]].shape:
                interpreter.resize_tensor_input(one["index"], fed[one["name"]].shape, strict=True)
        interpreter.allocate_tensors()
        out = interpreter.get_output_details()[0]["index"]

        def call():
            for name, array in fed.items():
                interpreter.set_tensor(places[name], array)
            interpreter.invoke()
            return interpreter.get_tensor(out)

        return call

    return told, start


def _openvino(path, size, threads):
    from tfstyle.engines.runners.openvino import the_core

    core = the_core()
    graph = core.read_model(path)
    told = [
        Input(
            one.get_any_name() if one.get_names() else str(at),
            tuple(int(n.get_length()) if n.is_static else None for n in one.get_partial_shape()),
            {"f32": "float32", "f16": "float16"}.get(
                one.get_element_type().get_type_name(), one.get_element_type().get_type_name()
            ),
        )
        for at, one in enumerate(graph.inputs)
    ]

    def start():
        fed = read_signature(told, path).feed(size)
        if any(None in one.shape for one in told):
            graph.reshape({at: list(fed[one.name].shape) for at, one in enumerate(told)})
        compiled = core.compile_model(graph, "CPU", {
            "INFERENCE_PRECISION_HINT": "f32", "INFERENCE_NUM_THREADS": threads,
            "PERFORMANCE_HINT": "LATENCY",
        })  # fmt: skip
        arrays = [fed[one.name] for one in told]
        return lambda: compiled(arrays)[0].copy()

    return told, start


def _onnxruntime(path, size, threads):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    told = [
        Input(
            one.name,
            tuple(n if isinstance(n, int) and n > 0 else None for n in one.shape),
            {"tensor(float)": "float32", "tensor(float16)": "float16"}.get(one.type, one.type),
        )
        for one in session.get_inputs()
    ]

    def start():
        fed = read_signature(told, path).feed(size)
        return lambda: session.run(None, fed)[0]

    return told, start


def _lengths(shape):
    return tuple(None if n < 0 else int(n) for n in shape)


_OPENERS = {"litert": _litert, "openvino": _openvino, "onnxruntime": _onnxruntime}


def _keras(preset, threads):
    import tensorflow as tf

    from tfstyle.zoo import from_preset

    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    return from_preset(preset)


def _translate(preset: str, size, threads: int, direction: str, how: dict) -> Call:
    import numpy as np

    from tfstyle.inference.padding import call_padded

    model = _keras(preset, threads)
    paint = model.painter(direction, **how)
    channels, _ = model.channels(direction)
    picture = np.random.default_rng(0).uniform(-1, 1, (1, *size, channels)).astype("float32")
    return lambda: call_padded(
        paint, picture, multiple=model.size_multiple, minimum=model.min_size
    )


def _generate(preset: str, threads: int) -> Call:
    model = _keras(preset, threads)
    return lambda: model.generate(1, seed=0)


def _judge(preset: str, size, threads: int) -> Call:
    import numpy as np

    model = _keras(preset, threads)
    picture = np.random.default_rng(0).integers(0, 256, (*size, 3), dtype="uint8")
    return lambda: model.judge(picture)
