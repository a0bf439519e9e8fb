package tfstyle.example

import android.graphics.Bitmap
import android.graphics.ColorSpace
import android.graphics.ImageDecoder
import android.net.Uri
import android.os.Bundle
import android.view.Gravity
import android.widget.Button
import android.widget.ImageView
import android.widget.LinearLayout
import android.widget.TextView
import androidx.activity.ComponentActivity
import androidx.activity.result.PickVisualMediaRequest
import androidx.activity.result.contract.ActivityResultContracts
import androidx.activity.result.contract.ActivityResultContracts.PickVisualMedia
import java.util.concurrent.Executors

/** A button that asks for a photograph, and the photograph painted. */
class MainActivity : ComponentActivity() {
    // One thread, which compiles the model before the first photograph comes.
    private val work = Executors.newSingleThreadExecutor()
    private lateinit var painter: Painter
    private lateinit var picture: ImageView
    private lateinit var message: TextView

    private val pick = registerForActivityResult(PickVisualMedia()) { photo ->
        if (photo != null) {
            show("Painting ...")
            work.execute { paint(photo) }
        }
    }

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        picture = ImageView(this)
        message = TextView(this)
        val button = Button(this)
        button.text = "Choose a photograph"
        button.setOnClickListener {
            pick.launch(PickVisualMediaRequest(ActivityResultContracts.PickVisualMedia.ImageOnly))
        }
        val column = LinearLayout(this)
        column.orientation = LinearLayout.VERTICAL
        column.gravity = Gravity.CENTER
        listOf(picture, message, button).forEach(column::addView)
        setContentView(column)
        work.execute { trying { painter = Painter(assets) } }
    }

    override fun onDestroy() {
        super.onDestroy()
        work.execute { if (::painter.isInitialized) painter.close() }
        work.shutdown()
    }

    private fun paint(photo: Uri) = trying {
        check(::painter.isInitialized) { "The model could not be loaded." }
        val painted = painter.paint(decoded(photo))
        runOnUiThread { picture.setImageBitmap(painted) }
        show("${painter.width}x${painter.height}, on the ${painter.accelerator}")
    }

    /** Returns a photograph upright, in sRGB, at the model's size. */
    private fun decoded(photo: Uri): Bitmap {
        val source = ImageDecoder.createSource(contentResolver, photo)
        return ImageDecoder.decodeBitmap(source) { decoder, _, _ ->
            decoder.setTargetSize(painter.width, painter.height)
            decoder.setTargetColorSpace(ColorSpace.get(ColorSpace.Named.SRGB))
            decoder.allocator = ImageDecoder.ALLOCATOR_SOFTWARE // whose pixels can be read
        }
    }

    private fun trying(action: () -> Unit) {
        try {
            action()
        } catch (error: Exception) {
            show(error.message ?: error.toString())
        }
    }

    private fun show(text: String) = runOnUiThread { message.text = text }
}
