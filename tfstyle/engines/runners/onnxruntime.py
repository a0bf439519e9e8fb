"""ONNX files by ONNX Runtime."""


def load(path: str, threads: int, precision: str):
    """Return an ONNX file as a function of one picture, see `runners.load`.

    Args:
        path: of the file, of one output.
        threads: to compute with.
        precision: the file's own.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3  # what it optimizes away is nobody's concern
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    given = sorted(session.get_inputs(), key=lambda one: -len(one.shape))  # the picture first
    names = [one.name for one in given]

    def paint(*arrays):
        return session.run(None, dict(zip(names, arrays, strict=True)))[0]

    return paint
