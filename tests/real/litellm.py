"""LiteLLM's proxy with one model, `mock`, that always says the same.

Usage: litellm.py CONFIG.yaml PORT KEY SENTENCE
Writes its configuration first and prints `listening PORT` before it serves; it is there when the port takes calls.
"""

import json
import os
import sys

config, port, key, sentence = sys.argv[1:]
# Nothing beyond this machine is asked or told.
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
os.environ["LITELLM_MASTER_KEY"] = key
model = {"model": "openai/mock", "api_key": "none", "mock_response": sentence}
with open(config, "w", encoding="utf-8") as file:
    # YAML reads JSON.
    json.dump(
        {
            "model_list": [{"model_name": "mock", "litellm_params": model}],
            "litellm_settings": {"telemetry": False},
        },
        file,
    )
print(f"listening {port}", flush=True)
litellm = os.path.join(sys.prefix, "bin", "litellm")
os.execv(
    sys.executable,
    [sys.executable, litellm, "--config", config, "--host", "127.0.0.1", "--port", port],
)
