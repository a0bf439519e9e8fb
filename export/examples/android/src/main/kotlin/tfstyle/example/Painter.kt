package tfstyle.example

import android.content.res.AssetManager
import android.graphics.Bitmap
import com.google.ai.edge.litert.Accelerator
import com.google.ai.edge.litert.CompiledModel
import org.json.JSONArray
import org.json.JSONObject

/**
 * Paints pictures with the smallest static file that model.json names, of its first direction.
 *
 * One thread at a time may use it.
 */
class Painter(assets: AssetManager) : AutoCloseable {
    val width: Int
    val height: Int

    /** What computes. */
    val accelerator: Accelerator

    private val inputRange: Range
    private val outputRange: Range
    private val model: CompiledModel

    init {
        val told = JSONObject(assets.open("model.json").bufferedReader().use { it.readText() })
        val input = told.getJSONObject("input")
        val output = told.getJSONObject("output")
        require(input.getInt("channels") == 3 && output.getInt("channels") == 3) {
            "This program takes and gives RGB pictures."
        }
        inputRange = rangeOf(input.getJSONArray("range"))
        outputRange = rangeOf(output.getJSONArray("range"))

        val listed = told.getJSONArray("files")
        val files = (0 until listed.length()).map(listed::getJSONObject).filter { !it.isNull("size") }
        require(files.isNotEmpty()) { "model.json names no file of static size." }
        val direction = files.first().getString("direction")
        val chosen = files.filter { it.getString("direction") == direction }
            .minBy { it.getLong("bytes") }
        height = chosen.getJSONArray("size").getInt(0)
        width = chosen.getJSONArray("size").getInt(1)

        val file = chosen.getString("file")
        var computing = Accelerator.GPU
        model = try {
            CompiledModel.create(assets, file, CompiledModel.Options(computing), null)
        } catch (_: Exception) { // no GPU, or one that lacks an operation
            computing = Accelerator.CPU
            CompiledModel.create(assets, file, CompiledModel.Options(computing), null)
        }
        accelerator = computing
    }

    // Each file has one input and one output.
    private val inputs = model.createInputBuffers()
    private val outputs = model.createOutputBuffers()

    /** Returns a picture of [width] x [height] painted. */
    fun paint(photo: Bitmap): Bitmap {
        val pixels = IntArray(width * height)
        photo.getPixels(pixels, 0, width, 0, 0, width, height)
        inputs[0].writeFloat(toTensor(pixels, inputRange))
        model.run(inputs, outputs)
        val painted = toPixels(outputs[0].readFloat(), outputRange)
        return Bitmap.createBitmap(painted, width, height, Bitmap.Config.ARGB_8888)
    }

    override fun close() {
        inputs.forEach { it.close() }
        outputs.forEach { it.close() }
        model.close()
    }
}

private fun rangeOf(ends: JSONArray) =
    Range(ends.getDouble(0).toFloat(), ends.getDouble(1).toFloat())
