"""Mesa's own boid flockers, for `cargo xtask bench peers`. Prints one JSON object.

Mesa looks at every agent for every agent, so a step of a large flock takes minutes. Two seconds of boids tell how long
a whole step would take; above LIMIT_S only that is printed, as `tick_would_take_s`. Else TICKS whole steps are measured, or
fewer: none is begun after SECONDS. The world is a torus for the search too, so boids at the edges have as many neighbours
as elsewhere.

Usage: boids.py AGENTS TICKS SECONDS LIMIT_S SEED DENSITY
"""

import json
import statistics
import sys
import time

import mesa
from mesa.examples.basic.boid_flockers.model import BoidFlockers

RADIUS = 10


def tick_would_take_s(boids: list) -> float:
    """By as many boids as step in two seconds, or by all of them. They move as in a step."""
    # The first call allocates.
    boids[0].step()
    steps = 0
    begun = time.perf_counter()
    for boid in boids:
        boid.step()
        steps += 1
        if time.perf_counter() - begun > 2:
            break
    return (time.perf_counter() - begun) / steps * len(boids)


def main() -> None:
    agents, ticks = int(sys.argv[1]), int(sys.argv[2])
    seconds, limit_s = float(sys.argv[3]), float(sys.argv[4])
    seed, density = int(sys.argv[5]), float(sys.argv[6])
    side = (agents / density) ** 0.5
    model = BoidFlockers(population_size=agents, width=side, height=side, speed=0.7, vision=RADIUS, seed=seed)
    result = {"engine": "mesa", "version": mesa.__version__, "agents": agents, "density": density, "radius": RADIUS}
    would_take_s = tick_would_take_s(list(model.agents.shuffle()))
    if would_take_s > limit_s:
        print(json.dumps(result | {"tick_would_take_s": would_take_s}))
        return
    times = []
    begun = time.perf_counter()
    while len(times) < ticks and (not times or time.perf_counter() - begun < seconds):
        start = time.perf_counter()
        model.step()
        times.append(time.perf_counter() - start)
    tick_s = statistics.median(times)
    result |= {
        "ticks": len(times),
        "tick_ms_p50": tick_s * 1e3,
        "updates_per_second": agents / tick_s,
        # Those of the last step.
        "mean_neighbours": sum(len(boid.neighbors) for boid in model.agents) / agents,
    }
    print(json.dumps(result))


main()
