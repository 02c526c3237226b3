"""Mesa's own boid flockers, for `cargo xtask bench peers`. Prints one JSON object.

Mesa looks at every agent for every agent, so a whole step of a large flock takes minutes: boids step in random order,
as in Mesa's step, until the time is up, and the rate is theirs. The world is a torus for the search too, so boids at
the edges have more neighbours than elsewhere; neighbours are printed to tell.

Usage: boids.py AGENTS SECONDS [DENSITY RADIUS]
"""

import json
import sys
import time

import mesa
from mesa.examples.basic.boid_flockers.model import BoidFlockers


def main() -> None:
    agents, seconds = int(sys.argv[1]), float(sys.argv[2])
    density, radius = (float(word) for word in sys.argv[3:5] or ("0.1", "10"))
    side = (agents / density) ** 0.5
    model = BoidFlockers(population_size=agents, width=side, height=side, speed=0.7, vision=radius, seed=1)
    boids = list(model.agents.shuffle())
    # Warm-up: the first call allocates.
    boids[0].step()
    steps = neighbours = 0
    begun = time.perf_counter()
    while (took := time.perf_counter() - begun) < seconds:
        boid = boids[steps % agents]
        boid.step()
        neighbours += len(boid.neighbors)
        steps += 1
    print(
        json.dumps(
            {
                "engine": "mesa",
                "version": mesa.__version__,
                "agents": agents,
                "density": density,
                "radius_m": radius,
                "updates_per_second": steps / took,
                "mean_neighbours": neighbours / steps,
            }
        )
    )


main()
