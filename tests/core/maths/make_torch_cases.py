"""Makes torch_cases.npz: what torch's scaled_dot_product_attention says, frozen.

Run it where torch is installed: `python tests/core/maths/make_torch_cases.py`. It was last run with
torch 2.13.0 on a CPU. Every axis of a case is a different prime, so that no transposition passes.
"""

from pathlib import Path

import numpy as np
import torch

# name: (askers, asked, d_k, d_v, size of the logits' standard deviation, scale or None, causal)
CASES = {
    "small": (2, 3, 5, 7, 1.0, None, False),
    "wide": (3, 5, 61, 11, 1.0, None, False),
    "many": (13, 7, 3, 2, 1.0, None, False),
    "one": (1, 2, 3, 5, 1.0, None, False),
    "causal": (7, 7, 5, 3, 1.0, None, True),
    "unscaled": (5, 3, 7, 2, 1.0, 1.0, False),
    "cold": (3, 2, 5, 7, 1.0, 1.0 / (0.25 * 5**0.5), False),
    "large_logits": (5, 7, 3, 11, 1e3, None, False),
    "tiny_logits": (5, 7, 3, 11, 1e-9, None, False),
}


def main() -> None:
    """Draw the inputs, ask torch, and write both beside this file."""
    rng = np.random.default_rng(20170612)
    frozen: dict[str, np.ndarray] = {}
    for name, (n, m, d_k, d_v, spread, scale, causal) in CASES.items():
        queries = rng.normal(size=(n, d_k)) * spread**0.5
        keys = rng.normal(size=(m, d_k)) * spread**0.5
        values = rng.normal(size=(m, d_v))
        tensors = [torch.from_numpy(array) for array in (queries, keys, values)]
        outputs = torch.nn.functional.scaled_dot_product_attention(
            *tensors, is_causal=causal, scale=scale
        )
        arrays = {"queries": queries, "keys": keys, "values": values, "outputs": outputs.numpy()}
        frozen |= {f"{name}.{part}": array for part, array in arrays.items()}
    np.savez_compressed(Path(__file__).with_name("torch_cases.npz"), **frozen)


if __name__ == "__main__":
    main()
