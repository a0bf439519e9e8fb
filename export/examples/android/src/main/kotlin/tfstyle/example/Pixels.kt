package tfstyle.example

/** The values that black and white have in a tensor. */
data class Range(val low: Float, val high: Float)

/**
 * Returns pixels as a tensor, (1, H, W, 3).
 *
 * @param pixels 0xAARRGGBB, row by row; alpha is not looked at.
 */
fun toTensor(pixels: IntArray, range: Range): FloatArray {
    val values = FloatArray(3 * pixels.size)
    val step = (range.high - range.low) / 255
    for ((index, pixel) in pixels.withIndex()) {
        for (channel in 0..2) {
            val level = pixel shr (16 - 8 * channel) and 0xFF
            values[3 * index + channel] = range.low + level * step
        }
    }
    return values
}

/** Returns the opaque pixels of a tensor, (1, H, W, 3); what lies outside the range is cut off. */
fun toPixels(values: FloatArray, range: Range): IntArray {
    val scale = 255 / (range.high - range.low)
    return IntArray(values.size / 3) { index ->
        var pixel = 0xFF
        for (channel in 0..2) {
            val level = (values[3 * index + channel] - range.low) * scale
            pixel = pixel shl 8 or (level + 0.5f).toInt().coerceIn(0, 255)
        }
        pixel
    }
}
