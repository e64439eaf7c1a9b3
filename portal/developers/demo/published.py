"""The demonstration has the files from the first minute on."""

from portal.demo import Part, World, parts
from portal.developers import services


def fill(world: World) -> None:
    """Made as the sweep makes them."""
    world.say(f"{len(services.publish_files())} files for developers")


parts.add("developers", Part(order=95, title="Python client, Postman and Bruno collections", fill=fill))
