"""TFLite files by LiteRT."""


from tfstyle.native_output import dropped


def load(path: str, threads: int, precision: str):
    """Return a TFLite file as a function of one picture, see `runners.load`.

    The interpreter plans its memory for each size anew, which takes milliseconds.

    Args:
        path: of the file; it has one signature, of one output.
        threads: to compute with.
        precision: the file's own.
    """
    from ai_edge_litert.interpreter import Interpreter

    with dropped():
        interpreter = Interpreter(model_path=path, num_threads=threads)
        (signature,) = interpreter.get_signature_list()
        run = interpreter.get_signature_runner(signature)
    details, (made,) = run.get_input_details(), run.get_output_details()
    names = sorted(details, key=lambda name: -len(details[name]["shape"]))  # the picture first

    def paint(*arrays):
        return run(**dict(zip(names, arrays, strict=True)))[made]

    return paint
