"""A real llama.cpp server with a tiny model of random weights: the words are noise, the protocol is real.

Usage: llama.py MODEL.gguf PORT [SENTENCE]
Writes the model first when the file is not there, prints `listening PORT` and serves until its standard input closes.
With a sentence the model answers everything with it: each of its tokens leads to the next, whatever came before.
"""

import os
import sys

import gguf
import numpy as np

WIDTH, LAYERS, HEADS, HIDDEN, CONTEXT = 64, 2, 4, 128, 32768
TEMPLATE = (
    "{% for message in messages %}<|{{ message.role }}|>\n{{ message.content }}</s>\n{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>\n{% endif %}"
)
WORDS = "The the a I you and of to in is it that we here stone water olive tree sun bread song talk walk sea star".split()


def vocabulary():
    """Three specials, 256 bytes, some words: what a SentencePiece model needs at least."""
    kind = gguf.TokenType
    tokens = [("<unk>", 0.0, kind.UNKNOWN), ("<s>", 0.0, kind.CONTROL), ("</s>", 0.0, kind.CONTROL)]
    tokens += [(f"<0x{byte:02X}>", 0.0, kind.BYTE) for byte in range(256)]
    tokens += [("\u2581" + word, -float(rank), kind.NORMAL) for rank, word in enumerate(WORDS, 1)]
    tokens += [(chr(code), -100.0, kind.NORMAL) for code in range(33, 127)]
    return tokens


def chain(tokens, sentence):
    """The sentence as tokens, from the line end that a prompt ends with to the end of the answer."""
    known = [text for text, _, _ in tokens]
    words = [known.index("\u2581" + word) for word in sentence.rstrip(".").split()]
    chained = [known.index("<0x0A>"), *words, known.index("."), known.index("</s>")]
    if len(set(chained)) < len(chained):
        sys.exit(f"a word comes twice in {sentence!r}: it would lead to two others")
    return chained


def write_model(path, sentence):
    tokens = vocabulary()
    random = np.random.default_rng(7)
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name("stoa-test")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(HIDDEN)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("llama")
    writer.add_token_list([text for text, _, _ in tokens])
    writer.add_token_scores([score for _, score, _ in tokens])
    writer.add_token_types([int(kind) for _, _, kind in tokens])
    writer.add_unk_token_id(0)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_chat_template(TEMPLATE)

    # What attention and the hidden layer add would drown the token that was read last.
    added = 0.0001 if sentence else 0.5

    def tensor(name, *shape, scale=0.5):
        weights = (random.standard_normal(shape) * scale).astype(np.float32)
        writer.add_tensor(name, weights)
        return weights

    def ones(name):
        writer.add_tensor(name, np.ones(WIDTH, dtype=np.float32))

    read = tensor("token_embd.weight", len(tokens), WIDTH)
    if sentence:
        output = np.zeros_like(read)
        chained = chain(tokens, sentence)
        output[chained[1:]] = 2 * read[chained[:-1]]
        writer.add_tensor("output.weight", output)
    else:
        tensor("output.weight", len(tokens), WIDTH)
    ones("output_norm.weight")
    for layer in range(LAYERS):
        for name in ("attn_q", "attn_k", "attn_v"):
            tensor(f"blk.{layer}.{name}.weight", WIDTH, WIDTH)
        tensor(f"blk.{layer}.attn_output.weight", WIDTH, WIDTH, scale=added)
        tensor(f"blk.{layer}.ffn_gate.weight", HIDDEN, WIDTH)
        tensor(f"blk.{layer}.ffn_up.weight", HIDDEN, WIDTH)
        tensor(f"blk.{layer}.ffn_down.weight", WIDTH, HIDDEN, scale=added)
        ones(f"blk.{layer}.attn_norm.weight")
        ones(f"blk.{layer}.ffn_norm.weight")
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def main():
    path, port = sys.argv[1], int(sys.argv[2])
    if not os.path.exists(path):
        write_model(path, "".join(sys.argv[3:4]))
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = path
    params.n_ctx = CONTEXT
    params.n_parallel = 1
    params.cpuparams.n_threads = 1
    params.n_predict = 64
    params.hostnames = ["127.0.0.1"]
    params.port = port
    server = xllamacpp.Server(params)
    print(f"listening {port}", flush=True)
    sys.stdin.read()
    del server


if __name__ == "__main__":
    main()
