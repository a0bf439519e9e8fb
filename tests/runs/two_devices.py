"""`python -m tests.runs.two_devices ARGUMENTS`: the command line on a machine with two CPUs."""

import sys

import tensorflow as tf

from tfstyle.cli import main

cpu = tf.config.list_physical_devices("CPU")[0]
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)
main(sys.argv[1:])
