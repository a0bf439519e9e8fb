import PhotosUI
import SwiftUI

@main
struct PainterApp: App {
    var body: some Scene {
        WindowGroup {
            ContentView()
        }
    }
}

/// One painter for all photographs, one photograph at a time.
actor Studio {
    private var painter: Painter?

    /// Returns a photograph painted, and words about it.
    func paint(_ photo: Data) throws -> (UIImage, String) {
        guard let photo = UIImage(data: photo) else {
            throw PainterError(errorDescription: "This is no picture.")
        }
        if painter == nil {
            guard let resources = Bundle.main.resourceURL else {
                throw PainterError(errorDescription: "The app has no resources.")
            }
            painter = try Painter(folder: resources.appendingPathComponent("tflite"))
        }
        guard let painter else {
            throw PainterError(errorDescription: "The model could not be loaded.")
        }
        let painted = try painter.paint(photo)
        return (painted, "\(painter.width)x\(painter.height), on the \(painter.accelerator)")
    }
}

/// A button that asks for a photograph, and the photograph painted.
struct ContentView: View {
    @State private var chosen: PhotosPickerItem?
    @State private var picture: UIImage?
    @State private var message = ""
    private let studio = Studio()

    var body: some View {
        VStack {
            if let picture {
                Image(uiImage: picture).resizable().scaledToFit()
            }
            Text(message)
            PhotosPicker("Choose a photograph", selection: $chosen, matching: .images)
        }
        .onChange(of: chosen) { item in
            Task { await paint(item) }
        }
    }

    private func paint(_ item: PhotosPickerItem?) async {
        message = "Painting ..."
        do {
            guard let photo = try await item?.loadTransferable(type: Data.self) else {
                message = ""
                return
            }
            (picture, message) = try await studio.paint(photo)
        } catch {
            message = error.localizedDescription
        }
    }
}
