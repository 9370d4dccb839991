"""``make bench``: every benchmark, one after the other; figures and ratios, no verdicts."""

from __future__ import annotations

from . import bench_latency, bench_reading, bench_store

if __name__ == "__main__":
    bench_latency.main()
    bench_store.main()
    bench_reading.main()
