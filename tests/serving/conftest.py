"""The small models that exports are tested with."""

from tests.export import conftest as exports

cyclegan, cyclegan_export = exports.cyclegan, exports.cyclegan_export
