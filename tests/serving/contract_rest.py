"""TensorFlow Serving's REST contract as a table: what is sent, what comes back.

The model `tiny` takes and gives pictures of any size: `serving_default` float32, `serving_uint8`,
`serving_bytes` PNG files. Each case runs against the embedded server, and against the real one that
`TFSTYLE_TF_SERVING_URL` names. White space in texts does not count: the real server prints JSON on
many lines.
"""

import base64
import dataclasses
import json
import re

MODEL = "/v1/models/tiny"
PREDICT = f"{MODEL}:predict"
PICTURE = [[[0.25, 0.5, 0.75]] * 4] * 4  # 4 x 4
LEVELS = [[[8, 16, 24]] * 4] * 4
DOT = [[[0.5, 0.5, 0.5]]]


@dataclasses.dataclass(frozen=True)
class Case:
    """A request and what answers it.

    Attributes:
        name: for the test's.
        body: bytes, or what is sent as JSON.
        status: of HTTP.
        error: text that has to be in the `error` of the answer.
        path: of the request.
        verb: of the request.
        embedded: whether the real server is different or needs settings of its own.
    """

    name: str
    body: object = None
    status: int = 400
    error: str = ""
    path: str = PREDICT
    verb: str = "POST"
    embedded: bool = False

    @property
    def content(self):
        if self.body is None or isinstance(self.body, bytes):
            return self.body
        return json.dumps(self.body).encode()


def rows(*items, **more):
    return {"instances": list(items), **more}


def b64(data):
    return {"b64": base64.b64encode(data).decode()}


def said(text):
    """A text without its white space."""
    return re.sub(r"\s+", "", text)


ELEMENT = "Failed to process element: 0 of 'instances' list. Error: INVALID_ARGUMENT: "
BYTES = {"signature_name": "serving_bytes"}
ERRORS = [
    Case("empty body", b"", error="JSON Parse error: The document is empty"),
    Case("bad JSON", b'{"instances": [1,}', error="JSON Parse error: Invalid value. at offset: 17"),
    Case("a comma too many", b'{"instances": [1,]}',
         error="JSON Parse error: Invalid value. at offset: 17"),
    Case("cut off", b'{"instances": [[0.5', error="JSON Parse error: "),
    Case("no object", b"[1, 2]", error="JSON Value: [1, 2] Is not object"),
    Case("neither key", {"images": 1}, error="Missing 'inputs' or 'instances' key"),
    Case("both keys", {"inputs": 1, "instances": [1]},
         error="expecting only one of 'inputs' or 'instances' keys to exist"),
    Case("instances no list", {"instances": 5}, error="'instances' to be an list/array"),
    Case("instances empty", rows(), error="No values in 'instances' array"),
    Case("unknown signature", rows(PICTURE, signature_name="zzz"),
         error='Serving signature name: "zzz" not found in signature def'),
    Case("signature no string", rows(PICTURE, signature_name=5),
         error="'signature_name' key must be a string value"),
    Case("ragged", rows([[[0.1, 0.2, 0.3]], [[0.1, 0.2]]]), error=ELEMENT),
    Case("ragged columns", {"inputs": [[[[0.1, 0.2, 0.3]], [[0.1, 0.2]]]]}),
    Case("a number among lists", rows([[[0.1, 0.2, 0.3]], 0.5]), error=ELEMENT),
    Case("a list among numbers", rows([[[0.1, 0.2, [0.3]]]]), error=ELEMENT),
    Case("text for a number", rows([[["a", 0.2, 0.3]]]), error=ELEMENT),
    Case("truth for a number", rows([[[True, 0.2, 0.3]]]), error=ELEMENT),
    Case("null for a number", rows([[[None, 0.2, 0.3]]]), error=ELEMENT),
    Case("too large for a float", rows([[[1e39, 0.2, 0.3]]]),
         error=f"{ELEMENT}Cannot convert JSON value: 1e+39 to float without loss of precision."),
    Case("no number at all", b'{"instances": [1e999]}', error="JSON Parse error: "),
    Case("fraction for uint8", rows([[[0.5, 1, 2]]], signature_name="serving_uint8"),
         error=ELEMENT),
    Case("300 for uint8", rows([[[300, 1, 2]]], signature_name="serving_uint8"),
         error=ELEMENT, embedded=True),  # fed as 44 there
    Case("-1 for uint8", rows([[[-1, 1, 2]]], signature_name="serving_uint8"),
         error=ELEMENT, embedded=True),
    Case("bad base64", rows({"b64": "!!!"}, **BYTES), error=f"{ELEMENT}Unable to base64 decode"),
    Case("URL-safe base64", rows({"b64": "-_-_"}, **BYTES),
         error=f"{ELEMENT}Unable to base64 decode"),
    Case("b64 and another key", {"inputs": [{"b64": "AAAA", "x": 1}], **BYTES},
         error="not formatted correctly for base64 data"),
    Case("number for a file", rows(5, **BYTES), error=ELEMENT),
    Case("not an image", rows(b64(b"no picture"), **BYTES)),
    Case("two sizes", rows(PICTURE, DOT), error="Expecting tensor size: 48 but got: 3"),
    Case("two shapes", rows([[[0.1] * 3] * 2], [[[0.1] * 3]] * 2),
         error="Expecting shape [1,2,3] but got: [2,1,3]"),
    Case("unknown input", rows({"zzz": PICTURE}),
         error="JSON object: does not have named input: zzz"),
    Case("input too many", rows({"images": PICTURE, "zzz": 1}),
         error="JSON object: does not have named input: zzz"),
    Case("missing input in a row", rows({}), error="keys must be equal to: images"),
    Case("missing input", {"inputs": {}}, error="Missing named input: images in 'inputs' object."),
    Case("unknown column", {"inputs": {"images": [DOT], "zzz": 1}}, embedded=True,  # ignored there
         error="JSON object: does not have named input: zzz"),
    Case("a list among objects", rows({"images": DOT}, DOT),
         error="Expecting object but got list at item 1 of input list"),
    Case("an object among lists", rows(DOT, {"images": DOT}),
         error="Expecting value/list but got object at item 1 of input list"),
    Case("one channel", rows([[[0.5]]])),
    Case("no batch", {"inputs": DOT}),
    Case("no pixels", {"inputs": []}),
    Case("missing model", rows(PICTURE), 404, "Servable not found for request: Latest(nope)",
         "/v1/models/nope:predict"),
    Case("missing version", rows(PICTURE), 404, "Servable not found for request: Specific(tiny, 9)",
         f"{MODEL}/versions/9:predict"),
    Case("version out of range", rows(PICTURE), 400, "Failed to convert version: ",
         f"{MODEL}/versions/99999999999999999999:predict"),
    Case("unknown label", rows(PICTURE), 400, "Unrecognized servable version label: stable",
         f"{MODEL}/labels/stable:predict"),
    Case("status of a missing model", None, 404, "Could not find any versions of model nope",
         "/v1/models/nope", "GET"),
    Case("status of a missing version", None, 404, "Could not find version 9 of model tiny",
         f"{MODEL}/versions/9", "GET"),
    Case("status of no model", None, 400, "Missing model name in request.", "/v1/models", "GET"),
    Case("metadata of a missing model", None, 404, "Servable not found for request: Latest(nope)",
         "/v1/models/nope/metadata", "GET"),
    Case("wrong verb", None, 400, f"Malformed request: GET {PREDICT}", PREDICT, "GET"),
    Case("wrong verb for a status", b"{}", 400, f"Malformed request: POST {MODEL}", MODEL),
    Case("wrong method", b"{}", 400, f"Malformed request: POST {MODEL}:guess", f"{MODEL}:guess"),
    Case("another verb", b"{}", 400, f"Malformed request: PUT {PREDICT}", PREDICT, "PUT"),
    Case("classify", {"examples": [{"x": 1.0}]}, 400,
         "Expected classification signature method_name to be tensorflow/serving/classify. Was: "
         "tensorflow/serving/predict", f"{MODEL}:classify"),
    Case("regress", {"examples": [{"x": 1.0}]}, 400,
         "signature method_name to be tensorflow/serving/regress. Was: tensorflow/serving/predict",
         f"{MODEL}:regress"),
    Case("batch over the limit", rows(*[DOT] * 5), embedded=True,
         error="Task size 5 is larger than maximum input batch size 4"),
    Case("100,000 brackets", b'{"instances": ' + b"[" * 100_000, embedded=True,  # overflows there
         error="JSON Parse error: "),
    Case("a thousand brackets", b'{"instances": ' + b"[" * 900 + b"]" * 900 + b"}"),
    Case("half of a surrogate pair", b'{"instances": ["\\ud800"], "signature_name": "\\ud800"}'),
    Case("no UTF-8", b'{"instances": "\xff\xfe"}'),
    Case("NaN beside half a pair",
         b'{"inputs": ["\\ud800", NaN], "signature_name": "serving_bytes"}'),
    Case("NaN nested deep", b'{"instances": ' + b"[" * 100_000 + b"NaN", embedded=True),
    Case("10,000 numbers", rows(*range(10_000))),
]  # fmt: skip
