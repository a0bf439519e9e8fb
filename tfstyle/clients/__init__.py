"""Clients of a server of pictures, ours or another of the same contract, without TensorFlow.

`rest` asks over HTTP and needs httpx, `grpc` needs grpcio, protobuf and NumPy. Both have one
function, `translate`, with the same arguments but the address.
"""
