"""`heed cache`: the finished clips that are kept."""

from __future__ import annotations

import json
import math
import re
from typing import Any

import click

DAY = 86_400  # seconds
UNITS = {"": 1, "K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12}


class Size(click.ParamType):
    """A number of bytes as people write it: `500MB`, `2 GB`."""

    name = "size"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        found = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?) *([KMGT]?)B?", str(value).strip().upper())
        if not found:
            self.fail(f"wanted a size such as 500MB or 2GB, got {value!r}", param, ctx)
        return float(found[1]) * UNITS[found[2]]


@click.command
@click.option("--keep-size", type=Size(), help="Remove what was used longest ago, down to this.")
@click.option(
    "--keep-days", type=click.FloatRange(min=0), help="Remove what was not used for longer."
)
@click.option("--verify", is_flag=True, help="Read all of it; set aside what is damaged.")
@click.option("--json", "as_json", is_flag=True, help="For another program.")
@click.pass_context
def command(
    ctx: click.Context,
    keep_size: float | None,
    keep_days: float | None,
    *,
    verify: bool,
    as_json: bool,
) -> None:
    """Show the finished clips that are kept, so that nothing is drawn twice; check or remove them.

    The folder is $HEED_CACHE, or `heed` in the user's cache folder. It may be deleted at any time.
    Exits with 1 if --verify finds damage.
    """
    from rich.filesize import decimal

    from studio.keep.cache import Cache, cache_home

    cache = Cache(cache_home())
    damaged = cache.verify() if verify else []
    gone = []
    if keep_size is not None or keep_days is not None:
        seconds = math.inf if keep_days is None else keep_days * DAY
        gone = cache.trim(math.inf if keep_size is None else keep_size, seconds)
    groups = {"kept": cache.entries(), "removed": gone, "set_aside": cache.damaged()}
    sizes = {name: sum(entry.size for entry in group) for name, group in groups.items()}
    if as_json:
        report = {name: {"clips": len(groups[name]), "bytes": sizes[name]} for name in groups}
        names = [{"key": damage.key, "reason": damage.reason} for damage in damaged]
        click.echo(json.dumps({"folder": str(cache.home), **report, "damaged": names}, indent=2))
    else:
        for damage in damaged:
            click.echo(f"{damage.key}: {damage.reason}; set aside", err=True)
        click.echo(cache.home)
        for name, group in groups.items():
            if group or name == "kept":
                click.echo(f"clips {name.replace('_', ' ')}: {len(group)} ({decimal(sizes[name])})")
    if damaged:
        ctx.exit(1)
