"""What a network's weights are called in a file."""


def weight_names(network):
    """Yield `(name, variable)` for every weight, unique and without the network's own name."""
    seen = set()
    for weight in network.weights:
        name = weight.path.removeprefix(f"{network.name}/")
        while name in seen:
            name += "_"
        seen.add(name)
        yield name, weight
