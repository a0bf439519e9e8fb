"""The networks that repair their picture, in recipes: they give back what they got, mended."""

from collections.abc import Collection, Mapping

from tfstyle.errors import RecipeError
from tfstyle.recipes.algorithm import Network
from tfstyle.recipes.networks import keys
from tfstyle.recipes.schema import Key

_TONE_FILTERS = Key(
    int, "Channels with which the tones look at colours.", 32, least=1, most=1024
)
_TONES_SEE_DAMAGE = Key(
    bool,
    "Whether tones see what damage was found, too: a scratched picture has likelier faded.",
    False,
)
_TONES_SEE_MENDED = Key(
    bool,
    "Whether tones look at the mended picture's colours: holes are black, and noise hides what "
    "the darkest tone was.",
    False,
)
_TONE_RAMPS = Key(
    int,
    "Tones beyond which the darkest and lightest pixels are counted: faded pictures lack black "
    "and white. 17 tell more than 9, 0 are none.",
    0, least=0, most=64,
)  # fmt: skip


def _repairing(network: str, kind: str, filters: int | None = None, **more: Key) -> Network:
    """Return a network of as many channels in as out.

    Args:
        network: what recipes call it.
        kind: name of its class in `tfstyle.networks`.
        filters: by default; the keys' own if not given.
        **more: keys of further arguments of the class, by their names.
    """

    def build(recipe, in_channels: int, out_channels: int, name: str):
        from tfstyle import networks

        part = recipe.generator
        return getattr(networks, kind)(
            filters=part.filters, num_downs=part.num_downs, num_blocks=part.num_blocks,
            in_channels=in_channels, name=name, **{of: getattr(part, of) for of in more},
        )  # fmt: skip

    def check(values: Mapping, given: Collection[str]) -> None:
        channels = values["data.in_channels"], values["data.out_channels"]
        if channels[0] != channels[1]:
            raise RecipeError(
                f"generator.network = {network!r} gives back the picture it got: data.in_channels "
                f"and data.out_channels must be equal. Received: {channels[0]}, {channels[1]}."
            )

    return Network(
        network,
        keys={
            "generator.filters": keys.filters() if filters is None else keys.filters(filters),
            "generator.num_downs": keys.num_downs(4),
            "generator.num_blocks": keys.num_blocks(2),
            **{f"generator.{of}": key for of, key in more.items()},
            "generator.inference_mode": keys.INFERENCE_MODE,
        },
        build=build,
        multiple=keys.halved,
        check=check,
    )


RESTORATION = _repairing("restoration", "RestorationGenerator")
# With a mask of what is damaged.
RETOUCHING = _repairing(
    "retouching", "RetouchingGenerator", filters=16, tone_filters=_TONE_FILTERS,
    tones_see_damage=_TONES_SEE_DAMAGE, tones_see_mended=_TONES_SEE_MENDED,
    tone_ramps=_TONE_RAMPS,
)  # fmt: skip
