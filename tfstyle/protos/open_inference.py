"""The messages of the Open Inference Protocol, version 2, as gRPC sends them.

The numbers are those of the protocol's `open_inference_grpc.proto`. `RepositoryIndex`, which lists
the models, comes from the model repository extension that Triton publishes.
"""

from tfstyle.protos.schema import Schema

_INFERENCE = """
message ServerLiveRequest
message ServerLiveResponse
  bool live 1
message ServerReadyRequest
message ServerReadyResponse
  bool ready 1
message ModelReadyRequest
  string name 1
  string version 2
message ModelReadyResponse
  bool ready 1
message ServerMetadataRequest
message ServerMetadataResponse
  string name 1
  string version 2
  repeated string extensions 3
message ModelMetadataRequest
  string name 1
  string version 2
message ModelMetadataResponse
  string name 1
  repeated string versions 2
  string platform 3
  repeated ModelMetadataResponse.TensorMetadata inputs 4
  repeated ModelMetadataResponse.TensorMetadata outputs 5
message ModelMetadataResponse.TensorMetadata
  string name 1
  string datatype 2
  repeated int64 shape 3
message InferParameter
  bool bool_param 1 of parameter_choice
  int64 int64_param 2 of parameter_choice
  string string_param 3 of parameter_choice
  double double_param 4 of parameter_choice
  uint64 uint64_param 5 of parameter_choice
message InferTensorContents
  repeated bool bool_contents 1
  repeated int32 int_contents 2
  repeated int64 int64_contents 3
  repeated uint32 uint_contents 4
  repeated uint64 uint64_contents 5
  repeated float fp32_contents 6
  repeated double fp64_contents 7
  repeated bytes bytes_contents 8
message ModelInferRequest
  string model_name 1
  string model_version 2
  string id 3
  map InferParameter parameters 4
  repeated ModelInferRequest.InferInputTensor inputs 5
  repeated ModelInferRequest.InferRequestedOutputTensor outputs 6
  repeated bytes raw_input_contents 7
message ModelInferRequest.InferInputTensor
  string name 1
  string datatype 2
  repeated int64 shape 3
  map InferParameter parameters 4
  InferTensorContents contents 5
message ModelInferRequest.InferRequestedOutputTensor
  string name 1
  map InferParameter parameters 2
message ModelInferResponse
  string model_name 1
  string model_version 2
  string id 3
  map InferParameter parameters 4
  repeated ModelInferResponse.InferOutputTensor outputs 5
  repeated bytes raw_output_contents 6
message ModelInferResponse.InferOutputTensor
  string name 1
  string datatype 2
  repeated int64 shape 3
  map InferParameter parameters 4
  InferTensorContents contents 5
message RepositoryIndexRequest
  string repository_name 1
  bool ready 2
message RepositoryIndexResponse
  repeated RepositoryIndexResponse.ModelIndex models 1
message RepositoryIndexResponse.ModelIndex
  string name 1
  string version 2
  string state 3
  string reason 4
"""

SCHEMA = Schema()
SCHEMA.add("inference", _INFERENCE)

ServerLiveRequest = SCHEMA.message("inference.ServerLiveRequest")
ServerLiveResponse = SCHEMA.message("inference.ServerLiveResponse")
ServerReadyRequest = SCHEMA.message("inference.ServerReadyRequest")
ServerReadyResponse = SCHEMA.message("inference.ServerReadyResponse")
ModelReadyRequest = SCHEMA.message("inference.ModelReadyRequest")
ModelReadyResponse = SCHEMA.message("inference.ModelReadyResponse")
ServerMetadataRequest = SCHEMA.message("inference.ServerMetadataRequest")
ServerMetadataResponse = SCHEMA.message("inference.ServerMetadataResponse")
ModelMetadataRequest = SCHEMA.message("inference.ModelMetadataRequest")
ModelMetadataResponse = SCHEMA.message("inference.ModelMetadataResponse")
InferTensorContents = SCHEMA.message("inference.InferTensorContents")
ModelInferRequest = SCHEMA.message("inference.ModelInferRequest")
ModelInferResponse = SCHEMA.message("inference.ModelInferResponse")
RepositoryIndexRequest = SCHEMA.message("inference.RepositoryIndexRequest")
RepositoryIndexResponse = SCHEMA.message("inference.RepositoryIndexResponse")
