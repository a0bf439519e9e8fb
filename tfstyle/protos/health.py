"""The messages of gRPC's health checks, as Kubernetes and load balancers ask.

Source: https://github.com/grpc/grpc/blob/master/doc/health-checking.md
"""

from tfstyle.protos.schema import Schema

_HEALTH = """
message HealthCheckRequest
  string service 1
message HealthCheckResponse
  HealthCheckResponse.ServingStatus status 1
enum HealthCheckResponse.ServingStatus
  UNKNOWN 0
  SERVING 1
  NOT_SERVING 2
  SERVICE_UNKNOWN 3
"""

SCHEMA = Schema()
SCHEMA.add("grpc.health.v1", _HEALTH)

HealthCheckRequest = SCHEMA.message("grpc.health.v1.HealthCheckRequest")
HealthCheckResponse = SCHEMA.message("grpc.health.v1.HealthCheckResponse")
