"""The bench of images runs in a small size, and its figures are there."""

import re

from bench import images


def test_a_small_bench_of_images_counts_requests_and_reads_all_layers():
    text = images.run(images.Plan(layers=2, layer_bytes=2 * 2**20, rounds=1, latency_seconds=0.0))
    assert re.search(r"\| two unseen images \| 14 \|", text)
    assert re.search(r"\| both once more \| 0 \| 0 \|", text)
    assert re.search(r"\| Lighterman, image --files \| \d+\.\d \| \d+\.\d \| \d+ \| \d+ \|", text)
    assert re.search(r"\| tarfile and zlib alone \| .* \| \d+\.\d\d \|", text)
