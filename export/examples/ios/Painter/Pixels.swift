/// The values that black and white have in a tensor.
struct ValueRange {
    let low: Float
    let high: Float

    /// Returns pixels as a tensor, (1, H, W, 3).
    ///
    /// - Parameter pixels: red, green, blue and one byte that is not looked at, row by row.
    func tensor(of pixels: [UInt8]) -> [Float] {
        let step = (high - low) / 255
        var values = [Float]()
        values.reserveCapacity(pixels.count / 4 * 3)
        for start in stride(from: 0, to: pixels.count, by: 4) {
            for channel in 0..<3 {
                values.append(low + Float(pixels[start + channel]) * step)
            }
        }
        return values
    }

    /// Returns the opaque pixels of a tensor, (1, H, W, 3); what lies outside the range is cut off.
    func pixels(of values: [Float]) -> [UInt8] {
        let scale = 255 / (high - low)
        var pixels = [UInt8]()
        pixels.reserveCapacity(values.count / 3 * 4)
        for start in stride(from: 0, to: values.count, by: 3) {
            for channel in 0..<3 {
                let level = ((values[start + channel] - low) * scale).rounded()
                pixels.append(UInt8(min(max(level, 0), 255)))
            }
            pixels.append(255)
        }
        return pixels
    }
}
