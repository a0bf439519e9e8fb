"""What paintings measure: the middle of thirteen, for advice without a chosen master.

Medians of Gauguin (Three Tahitians), Hokusai (The Great Wave), Kandinsky (Composition VII), Matisse
(Woman with a Hat), Mondrian (Composition, 1913), Monet (Impression, Sunrise; Water Lilies, 1919),
Munch (The Scream), Picabia (Edtaonisl; Udnie), Turner (The Wreck of the Minotaur) and van Gogh (The
Starry Night; Wheat Field with Cypresses), all in the public domain.

Key, warmth, harmony, the colour of the light and brushwork are not here: they are a painter's
choice, and have no middle to come nearer to.
"""

PAINTINGS = {
    "values.shapes": 23.0,
    "values.range": 69.0,
    "focus.contrast_ratio": 1.18,
    "edges.hard_difference": 3.0,
    "colors.chroma": 5.6,
    "composition.to_third": 11.0,
}
