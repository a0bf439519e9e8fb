"use strict";
// A picture of any size into the one size a file takes, and back. The whole picture is scaled to
// fit, and what is left at the right and below is its mirror image, which is cut off afterwards.

/** Return [width, height] of a picture scaled to fit into a box, at least one pixel each. */
function fitted(width, height, boxWidth, boxHeight) {
  const scale = Math.min(boxWidth / width, boxHeight / height);
  return [Math.max(1, Math.min(boxWidth, Math.round(width * scale))),
          Math.max(1, Math.min(boxHeight, Math.round(height * scale)))];
}

/** Return the place in 0..count-1 that a mirror at each end shows at `place`. */
function mirrored(place, count) {
  if (count === 1) return 0;
  const round = place % (2 * count - 2);
  return round < count ? round : 2 * count - 2 - round;
}

/** Return RGB floats in [0, 1] of a box from an ImageData that lies at its upper left. */
function toBox(image, boxWidth, boxHeight) {
  const box = new Float32Array(boxWidth * boxHeight * 3);
  for (let y = 0, to = 0; y < boxHeight; y++) {
    const row = mirrored(y, image.height) * image.width;
    for (let x = 0; x < boxWidth; x++) {
      const from = 4 * (row + mirrored(x, image.width));
      for (let c = 0; c < 3; c++) box[to++] = image.data[from + c] / 255;
    }
  }
  return box;
}

/** Return an ImageData of `before` moved towards the painted box by `strength` in [0, 1]. */
function fromBox(box, boxWidth, before, strength) {
  const out = new ImageData(before.width, before.height);
  for (let y = 0, to = 0; y < before.height; y++) {
    for (let x = 0; x < before.width; x++, to += 4) {
      const from = 3 * (y * boxWidth + x);
      for (let c = 0; c < 3; c++) {
        const was = before.data[to + c];
        out.data[to + c] = was + strength * (255 * box[from + c] - was);  // rounded by its kind
      }
      out.data[to + 3] = 255;
    }
  }
  return out;
}
