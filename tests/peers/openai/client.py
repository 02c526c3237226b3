"""OpenAI's own client at work as tests/peers/stoa is, for `cargo xtask bench peers`. Prints one JSON object.

Usage: client.py PORT ASKED STREAMS TOKENS PACE_US: a short answer ASKED times, then STREAMS answers at once of TOKENS
tokens, one every PACE_US microseconds.
"""

import asyncio
import json
import resource
import statistics
import sys
import time

import openai

SHORT = 8


async def ask(client, tokens, pace_us):
    """The time to the first token, and how many came."""
    begun, first, came, text = time.perf_counter(), None, 0, []
    answer = await client.chat.completions.create(
        model=f"replay-{tokens}-{pace_us}",
        messages=[{"role": "system", "content": "x" * 4500}, {"role": "user", "content": "x" * 1500}],
        stream=True,
    )
    async for chunk in answer:
        piece = chunk.choices[0].delta.content if chunk.choices else None
        if piece is not None:
            first = first or time.perf_counter() - begun
            text.append(piece)
            came += 1
    if came != tokens or not "".join(text).endswith(f"t{tokens - 1}"):
        raise SystemExit(f"{came} of {tokens} tokens came")
    return first, came


async def main():
    port, asked, streams, tokens, pace_us = (int(word) for word in sys.argv[1:6])
    limits = openai.DefaultAsyncHttpxClient(trust_env=False)
    client = openai.AsyncOpenAI(base_url=f"http://127.0.0.1:{port}/v1", api_key="none", http_client=limits)
    warm_up = asked // 10
    times = [(await ask(client, SHORT, 0))[0] for _ in range(asked + warm_up)][warm_up:]
    many = [ask(client, tokens, pace_us) for _ in range(streams)]
    await asyncio.gather(*many)
    begun = time.process_time()
    heard = await asyncio.gather(*(ask(client, tokens, pace_us) for _ in range(streams)))
    used = time.process_time() - begun
    came = sum(count for _, count in heard)
    print(
        json.dumps(
            {
                "engine": "openai",
                "version": openai.__version__,
                "first_token_us": statistics.median(times) * 1e6,
                "token_cpu_us": used * 1e6 / came,
                "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6,
            }
        )
    )


asyncio.run(main())
