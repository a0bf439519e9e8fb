import TensorFlowLite
import UIKit

/// What `model.json` beside the exported files says.
struct Sidecar: Decodable {
    struct Tensor: Decodable {
        let channels: Int
        let range: [Float]
    }

    struct File: Decodable {
        let file: String
        let direction: String
        let bytes: Int
        /// Height and width; none of a file for any size.
        let size: [Int]?
    }

    let input: Tensor
    let output: Tensor
    let files: [File]
}

struct PainterError: LocalizedError {
    let errorDescription: String?
}

/// Paints pictures with the smallest static file that `model.json` names, of its first direction.
final class Painter {
    let width: Int
    let height: Int
    /// What computes.
    let accelerator: String

    private let inputRange: ValueRange
    private let outputRange: ValueRange
    private let interpreter: Interpreter

    /// - Parameter folder: what `tfstyle export --format tflite` wrote.
    init(folder: URL) throws {
        let json = try Data(contentsOf: folder.appendingPathComponent("model.json"))
        let told = try JSONDecoder().decode(Sidecar.self, from: json)
        guard told.input.channels == 3, told.output.channels == 3 else {
            throw PainterError(errorDescription: "This program takes and gives RGB pictures.")
        }
        let files = told.files.filter { $0.size != nil }
        let alike = files.filter { $0.direction == files[0].direction }
        guard let chosen = alike.min(by: { $0.bytes < $1.bytes }), let size = chosen.size else {
            throw PainterError(errorDescription: "model.json names no file of static size.")
        }
        height = size[0]
        width = size[1]
        inputRange = ValueRange(low: told.input.range[0], high: told.input.range[1])
        outputRange = ValueRange(low: told.output.range[0], high: told.output.range[1])

        let path = folder.appendingPathComponent(chosen.file).path
        // None without a GPU, or with one that lacks an operation.
        let onGPU = try? Painter.ready(path, delegates: [MetalDelegate()])
        interpreter = try onGPU ?? Painter.ready(path, delegates: nil)
        accelerator = onGPU == nil ? "CPU" : "GPU"
    }

    private static func ready(_ path: String, delegates: [Delegate]?) throws -> Interpreter {
        var options = Interpreter.Options()
        options.threadCount = ProcessInfo.processInfo.activeProcessorCount
        let interpreter = try Interpreter(modelPath: path, options: options, delegates: delegates)
        try interpreter.allocateTensors()
        return interpreter
    }

    /// Returns a photograph painted, at the size of the model.
    func paint(_ photo: UIImage) throws -> UIImage {
        let values = inputRange.tensor(of: try pixels(of: photo))
        // Each file has one input and one output.
        try interpreter.copy(values.withUnsafeBufferPointer(Data.init(buffer:)), toInputAt: 0)
        try interpreter.invoke()
        let painted = try interpreter.output(at: 0).data
        let result = painted.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
        return try picture(of: outputRange.pixels(of: result))
    }

    /// Returns red, green, blue and a spare byte of each pixel, upright and in sRGB.
    private func pixels(of photo: UIImage) throws -> [UInt8] {
        let format = UIGraphicsImageRendererFormat()
        format.scale = 1
        format.opaque = true
        format.preferredRange = .standard
        let size = CGSize(width: width, height: height)
        let upright = UIGraphicsImageRenderer(size: size, format: format).image { _ in
            photo.draw(in: CGRect(origin: .zero, size: size))
        }
        var bytes = [UInt8](repeating: 0, count: 4 * width * height)
        let drawn = bytes.withUnsafeMutableBytes { memory -> Bool in
            guard let image = upright.cgImage, let canvas = makeCanvas(over: memory.baseAddress) else {
                return false
            }
            canvas.draw(image, in: CGRect(origin: .zero, size: size))
            return true
        }
        guard drawn else {
            throw PainterError(errorDescription: "The photograph could not be read.")
        }
        return bytes
    }

    private func picture(of pixels: [UInt8]) throws -> UIImage {
        var bytes = pixels
        let image = bytes.withUnsafeMutableBytes { makeCanvas(over: $0.baseAddress)?.makeImage() }
        guard let image else {
            throw PainterError(errorDescription: "The painting could not be shown.")
        }
        return UIImage(cgImage: image)
    }

    private func makeCanvas(over memory: UnsafeMutableRawPointer?) -> CGContext? {
        guard let space = CGColorSpace(name: CGColorSpace.sRGB) else {
            return nil
        }
        return CGContext(
            data: memory, width: width, height: height, bitsPerComponent: 8,
            bytesPerRow: 4 * width, space: space,
            bitmapInfo: CGImageAlphaInfo.noneSkipLast.rawValue)
    }
}
