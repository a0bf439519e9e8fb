"""What the optimisation of Gatys et al. pulls at: content, style and smoothness of one picture."""


from tfstyle.losses import content_loss, gram_loss, gram_matrix, total_variation
from tfstyle.models.shared.loss_encoder import features_by_layer
from tfstyle.networks.lean_vgg import LeanVGG19
from tfstyle.networks.vgg import VGG19
from tfstyle.training import no_gradients
from tfstyle.training.minimize import compiled


class GatysLosses:
    """`alpha * d(F(c), F(x)) + beta * sum_l w_l d(G_l(s), G_l(x)) + tv * TV(x)` as a function of x.

    Equations 1, 5 and 7 of Gatys et al. 2016, with each mean square d divided by its target's own
    mean square. So 1 stands for a picture that shares nothing with the target, and the weights
    mean the same for every layer, picture and size. The targets are computed once, here.

    Args:
        encoder: from pictures (B, H, W, 3) in [-1, 1] to features; has `layer_names`.
        content: float32 (1, H, W, 3) in [-1, 1].
        styles: pairs of a picture, float32 (1, h, w, 3) in [-1, 1], and its weight, which
            add up to 1. Several styles are one whose Gram matrices are the weighted mean.
        content_layers: from a layer's name to its weight.
        style_layers: the same; each dict's weights are scaled to add up to 1.
        content_weight: alpha; with 0, the content is never looked at.
        style_weight: beta.
        tv_weight: of the total variation.
    """

    def __init__(
        self, encoder, content, styles, *, content_layers, style_layers, content_weight,
        style_weight, tv_weight,
    ):
        lean = isinstance(encoder, VGG19) and encoder.padding == "zeros"
        self.encoder = LeanVGG19(encoder) if lean else encoder
        self.content_weight, self.style_weight = content_weight, style_weight
        self.tv_weight = tv_weight
        self.content_layers, self.style_layers = _unit(content_layers), _unit(style_layers)
        self._content, self._grams = {}, {}
        with no_gradients():
            if content_weight:
                self._content = compiled(self._content_targets)(content)
            if style_weight:
                for picture, weight in styles:
                    for layer, gram in compiled(self._style_targets)(picture).items():
                        self._grams[layer] = self._grams.get(layer, 0.0) + weight * gram

    def __call__(self, picture) -> dict:
        """Return the terms `content`, `style` and `tv`, those with a weight, for (1, H, W, 3)."""
        features = self._features(picture) if self._content or self._grams else {}
        terms = {}
        if self._content:
            terms["content"] = self.content_weight * sum(
                weight * content_loss(self._content[layer], features[layer], normalize=True)
                for layer, weight in self.content_layers.items()
            )
        if self._grams:
            terms["style"] = self.style_weight * sum(
                weight * gram_loss(self._grams[layer], features[layer])
                for layer, weight in self.style_layers.items()
            )
        if self.tv_weight:
            terms["tv"] = self.tv_weight * total_variation(picture)
        return terms

    def _content_targets(self, picture):
        features = self._features(picture)
        return {layer: features[layer] for layer in self.content_layers}

    def _style_targets(self, picture):
        features = self._features(picture)
        return {layer: gram_matrix(features[layer]) for layer in self.style_layers}

    def _features(self, pictures):
        return features_by_layer(self.encoder, pictures)


def _unit(weights):
    total = sum(weights.values())
    return {layer: weight / total for layer, weight in weights.items() if weight}
