"""The messages of TensorFlow Serving, as far as tensors of NumPy's types go.

The numbers are those of `tensorflow_serving/apis/*.proto` and `tensorflow/core/framework/*.proto`;
tests compare them with the published classes. Fields that are left out here (logging, streaming,
resource handles) are kept unread by protocol buffers.
"""

from tfstyle.protos.schema import Schema

_TENSORS = """
enum DataType
  DT_INVALID 0
  DT_FLOAT 1
  DT_DOUBLE 2
  DT_INT32 3
  DT_UINT8 4
  DT_INT16 5
  DT_INT8 6
  DT_STRING 7
  DT_INT64 9
  DT_BOOL 10
  DT_UINT16 17
  DT_HALF 19
  DT_UINT32 22
  DT_UINT64 23
message TensorShapeProto
  repeated TensorShapeProto.Dim dim 2
  bool unknown_rank 3
message TensorShapeProto.Dim
  int64 size 1
  string name 2
message TensorProto
  DataType dtype 1
  TensorShapeProto tensor_shape 2
  int32 version_number 3
  bytes tensor_content 4
  repeated float float_val 5
  repeated double double_val 6
  repeated int32 int_val 7
  repeated bytes string_val 8
  repeated int64 int64_val 10
  repeated bool bool_val 11
  repeated int32 half_val 13
  repeated uint32 uint32_val 16
  repeated uint64 uint64_val 17
message TensorInfo
  string name 1 of encoding
  DataType dtype 2
  TensorShapeProto tensor_shape 3
message SignatureDef
  map TensorInfo inputs 1
  map TensorInfo outputs 2
  string method_name 3
"""

_ERRORS = """
enum Code
  OK 0
  CANCELLED 1
  UNKNOWN 2
  INVALID_ARGUMENT 3
  DEADLINE_EXCEEDED 4
  NOT_FOUND 5
  ALREADY_EXISTS 6
  PERMISSION_DENIED 7
  RESOURCE_EXHAUSTED 8
  FAILED_PRECONDITION 9
  ABORTED 10
  OUT_OF_RANGE 11
  UNIMPLEMENTED 12
  INTERNAL 13
  UNAVAILABLE 14
  DATA_LOSS 15
  UNAUTHENTICATED 16
"""

_SERVING = """
message ModelSpec
  string name 1
  google.protobuf.Int64Value version 2 of version_choice
  string version_label 4 of version_choice
  string signature_name 3
message PredictRequest
  ModelSpec model_spec 1
  map tensorflow.TensorProto inputs 2
  repeated string output_filter 3
message PredictResponse
  map tensorflow.TensorProto outputs 1
  ModelSpec model_spec 2
message SignatureDefMap
  map tensorflow.SignatureDef signature_def 1
message GetModelMetadataRequest
  ModelSpec model_spec 1
  repeated string metadata_field 2
message GetModelMetadataResponse
  ModelSpec model_spec 1
  map google.protobuf.Any metadata 2
message StatusProto
  tensorflow.error.Code error_code 1
  string error_message 2
message GetModelStatusRequest
  ModelSpec model_spec 1
message ModelVersionStatus
  int64 version 1
  ModelVersionStatus.State state 2
  StatusProto status 3
enum ModelVersionStatus.State
  UNKNOWN 0
  START 10
  LOADING 20
  AVAILABLE 30
  UNLOADING 40
  END 50
message GetModelStatusResponse
  repeated ModelVersionStatus model_version_status 1
message FileSystemStoragePathSourceConfig
message FileSystemStoragePathSourceConfig.ServableVersionPolicy
  FileSystemStoragePathSourceConfig.ServableVersionPolicy.Latest latest 100 of policy_choice
  FileSystemStoragePathSourceConfig.ServableVersionPolicy.All all 101 of policy_choice
  FileSystemStoragePathSourceConfig.ServableVersionPolicy.Specific specific 102 of policy_choice
message FileSystemStoragePathSourceConfig.ServableVersionPolicy.Latest
  uint32 num_versions 1
message FileSystemStoragePathSourceConfig.ServableVersionPolicy.All
message FileSystemStoragePathSourceConfig.ServableVersionPolicy.Specific
  repeated int64 versions 1
message ModelConfig
  string name 1
  string base_path 2
  string model_platform 4
  FileSystemStoragePathSourceConfig.ServableVersionPolicy model_version_policy 7
  map int64 version_labels 8
message ModelConfigList
  repeated ModelConfig config 1
message ModelServerConfig
  ModelConfigList model_config_list 1 of config
  google.protobuf.Any custom_model_config 2 of config
message ReloadConfigRequest
  ModelServerConfig config 1
  repeated string metric_names 2
message ReloadConfigResponse
  StatusProto status 1
"""

SCHEMA = Schema()
SCHEMA.add("tensorflow", _TENSORS)
SCHEMA.add("tensorflow.error", _ERRORS)
SCHEMA.add("tensorflow.serving", _SERVING)

TensorProto = SCHEMA.message("tensorflow.TensorProto")
TensorShapeProto = SCHEMA.message("tensorflow.TensorShapeProto")
PredictRequest = SCHEMA.message("tensorflow.serving.PredictRequest")
PredictResponse = SCHEMA.message("tensorflow.serving.PredictResponse")
SignatureDefMap = SCHEMA.message("tensorflow.serving.SignatureDefMap")
GetModelMetadataRequest = SCHEMA.message("tensorflow.serving.GetModelMetadataRequest")
GetModelMetadataResponse = SCHEMA.message("tensorflow.serving.GetModelMetadataResponse")
GetModelStatusRequest = SCHEMA.message("tensorflow.serving.GetModelStatusRequest")
GetModelStatusResponse = SCHEMA.message("tensorflow.serving.GetModelStatusResponse")
ReloadConfigRequest = SCHEMA.message("tensorflow.serving.ReloadConfigRequest")
ReloadConfigResponse = SCHEMA.message("tensorflow.serving.ReloadConfigResponse")
STATES = SCHEMA.enum("tensorflow.serving.ModelVersionStatus.State")
CODES = SCHEMA.enum("tensorflow.error.Code")
