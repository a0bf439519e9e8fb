"""An embedded server that speaks TensorFlow Serving's contract and the Open Inference Protocol.

How a request goes: `rest` or `grpc` reads it into arrays, `ModelStore.find` gives the version that
is meant, `LoadedVersion.submit` puts it into that version's queue, and a `Batcher` runs what fits
together through a `Signature`. Nothing below `rest` and `grpc` knows how a request came.
"""
