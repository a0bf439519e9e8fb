"""The messages that servers and clients of gRPC exchange, without code generated from them.

`tf_serving`, `open_inference` and `health` say which there are, `schema` makes classes of that,
`methods` names the calls, `tensors` and `open_tensors` turn messages into arrays and back. A server
and a client both need them, so they stand below both; no TensorFlow is imported.
"""
