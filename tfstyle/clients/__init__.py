"""Clients of a server of pictures, ours or another of the same contract, without TensorFlow.

`rest` asks over HTTP and needs httpx, `grpc` needs grpcio, protobuf and NumPy. Both have the same
two functions: `translate`, and `models`, which lists what is served where the server tells. The
protocol is `"v1"`, TensorFlow Serving's, or `"v2"`, the Open Inference Protocol, as in their paths.
`tfstyle.mjs` beside them is the same for Node and browsers.
"""
