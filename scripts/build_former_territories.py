#!/usr/bin/env python3
"""Build ``data/reference/anciens-territoires.json.gz``: communes and EPCI that are no more, names that changed.

    for v in 0.8.0 1.1.1 2.3.1 3.1.1 4.1.0 5.3.0 6.0.0; do npm pack @etalab/decoupage-administratif@$v; done
    npm pack @etalab/decoupage-administratif@0.7.0
    python scripts/build_former_territories.py etalab-decoupage-administratif-*.tgz

The arguments are vintages of the npm package ``@etalab/decoupage-administratif``, in any order; the latest is today,
and must be the one that ``build_reference.py`` was given. The history of communes since 1943 comes from the vintage
that has it (0.8.0), with the day of each change; what changed since is told by comparing vintages, with the year from
which a vintage no longer has it. The same packages give the same bytes. Needs the standard library only.
"""

from __future__ import annotations

import argparse
import itertools
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

from build_reference import write
from reference_packages import NAME, npm_files, vintage

TARGET = Path(__file__).resolve().parents[1] / "data" / "reference" / "anciens-territoires.json.gz"
_HISTORY = "data/historique-communes.json"
_ORIGIN = "1943-01-01"  # the history begins there: what was before is not told


class Vintage:
    """One vintage: its year, its communes by code, its EPCI by SIREN, whether its communes are of that year too."""

    def __init__(self, package: Path) -> None:
        """Read the package."""
        files = npm_files(
            package, ("package.json", "data/communes.json", "data/epci.json"), ("data/ept.json", _HISTORY)
        )
        self.version = files["package.json"]["version"]
        self.year = vintage(self.version)
        self.history: list[dict[str, Any]] = files.get(_HISTORY, [])
        self.rows = files["data/communes.json"]
        actual = {c["code"]: c for c in self.rows if c["type"] == "commune-actuelle"}
        self.epci = {e["code"]: e for e in (*files["data/epci.json"], *files.get("data/ept.json", ()))}
        # Version 0.8 has the EPCI of 2020 with the communes of 2019: those of 2020 are the members of its EPCI.
        self.members = {m["code"]: m for e in self.epci.values() for m in e["membres"]}
        self.communes = actual if self.year != "2020" else {c: actual.get(c, m) for c, m in self.members.items()}
        self.partial = self.year == "2020"  # communes outside EPCI are missing


def name_of(epci: dict[str, Any]) -> str:
    """Return the name of an EPCI, spaces in order."""
    return re.sub(r"\s+", " ", epci["nom"]).strip()


class History:
    """What became of each commune that the history knows."""

    def __init__(self, records: list[dict[str, Any]]) -> None:
        """``records`` are states of communes, each followed by another or by the commune that it entered."""
        self._by_id = {r["id"]: r for r in records}
        self.by_code: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for record in records:
            if record["type"] == "COM":
                self.by_code[record["code"]].append(record)
        for states in self.by_code.values():
            states.sort(key=lambda r: r.get("dateDebut", _ORIGIN))

    def successor(self, record: dict[str, Any]) -> str | None:
        """Return the code of the last known commune that a state ended in; None when the history does not say."""
        seen: set[str] = set()
        while record.get("dateFin"):
            if record["id"] in seen:
                return None
            seen.add(record["id"])
            after = self._by_id.get(record.get("successeur", ""))
            # A commune that entered another is a part of it (COMD, COMA, COMP), whose pole is that commune.
            while after is not None and after["type"] != "COM":
                if after["id"] in seen:
                    return None
                seen.add(after["id"])
                after = self._by_id.get(after.get("pole", "")) or self._by_id.get(after.get("successeur", ""))
            if after is None:
                return None
            record = after
        return str(record["code"])

    def names(self, code: str) -> list[tuple[str, str, str]]:
        """Return the names that ``code`` bore one after the other, with the days from which and until which."""
        found: list[tuple[str, str, str]] = []
        for state in self.by_code[code]:
            start = state.get("dateDebut", _ORIGIN)
            if found and found[-1][0] == state["nom"] and found[-1][2] == start:
                found[-1] = (state["nom"], found[-1][1], state.get("dateFin", ""))
            else:
                found.append((state["nom"], "" if start == _ORIGIN else start, state.get("dateFin", "")))
        return found

    def recoded(self, code: str) -> bool:
        """Whether ``code`` ended because the commune changed département and nothing else: no territory is gone."""
        return self.by_code[code][-1].get("raisonFin") == "changement de département" if code in self.by_code else False

    def period(self, code: str) -> tuple[str, str]:
        """Return the day that the last unbroken existence of ``code`` began (empty: before 1943) and ended (empty: 2019
        or later). A commune that another département took, which gave it another code, was there before."""
        states = self.by_code[code]
        first, seen = states[-1], set()
        while first["id"] not in seen:
            seen.add(first["id"])
            start = first.get("dateDebut")
            before = next((s for s in self.by_code[first["code"]] if start and s.get("dateFin") == start), None)
            if before is None and first.get("raisonDebut") == "changement de département":
                before = self._by_id.get(first.get("predecesseur", ""))
            if before is None or before["type"] != "COM":
                break
            first = before
        start = first.get("dateDebut", "")
        return ("" if start == _ORIGIN else start, states[-1].get("dateFin", ""))


def communes(vintages: list[Vintage]) -> tuple[list[list[Any]], list[list[Any]], dict[str, str]]:
    """Return the former communes, the former names of those of today, and what each former code became."""
    today = vintages[-1].communes
    history = History(next(v.history for v in vintages if v.history))
    became = {code: history.successor(states[-1]) for code, states in history.by_code.items()}
    became = {code: after for code, after in became.items() if after and after != code}
    periods = {code: history.period(code) for code in history.by_code}
    names = {code: states[-1]["nom"] for code, states in history.by_code.items()}
    other = {(code, *borne) for code in history.by_code for borne in history.names(code)}
    parts = {
        c["code"]: c["chefLieu"]
        for v in vintages
        for c in v.rows
        if c.get("chefLieu") and c["type"] != "commune-actuelle"
    }
    known = [v for v in vintages if v.year >= "2019"]
    for before, after in itertools.pairwise(known):
        for code, commune in before.communes.items():
            if code not in after.communes:
                if after.partial and code not in before.members:
                    continue  # outside EPCI: only a whole vintage can tell
                periods[code] = (periods.get(code, ("", ""))[0], after.year)
                names[code] = commune["nom"]
                if parts.get(code, code) != code:
                    became[code] = parts[code]
            elif commune["nom"] != after.communes[code]["nom"]:
                other = {
                    (c, n, d, f or (after.year if c == code and n == commune["nom"] else "")) for c, n, d, f in other
                }
        for code, commune in after.communes.items():
            if code not in before.communes and not before.partial:
                periods[code] = (after.year, "")
                names[code] = commune["nom"]

    def now(code: str) -> str:
        seen = {code}
        while code not in today and code in became and became[code] not in seen:
            code = became[code]
            seen.add(code)
        return code if code in today else ""

    former = []
    for code, (start, end) in sorted(periods.items()):
        if code not in today and end and not history.recoded(code):
            former.append([code, names[code], code[:3] if code.startswith("97") else code[:2], start, end, now(code)])
    renamed = sorted(
        [code, name, start, end]
        for code, name, start, end in other
        if code in today and end and name != today[code]["nom"]
    )
    return former, renamed, {code: now(code) or code for code in periods}


def epci(vintages: list[Vintage], now: dict[str, str]) -> tuple[list[list[Any]], list[list[Any]], list[list[Any]]]:
    """Return the former EPCI, the former names of those of today, and the year in which those of today first stand.

    An EPCI was replaced by another when all its communes are in that one today: else nothing is said.
    """
    known = [v for v in vintages if v.year >= "2019"]
    today = known[-1]
    ept = {e for e, row in today.epci.items() if row["type"] == "EPT"}
    in_epci = {m["code"]: siren for siren, e in today.epci.items() if siren not in ept for m in e["membres"]}
    years: dict[str, list[str]] = defaultdict(list)
    spelt: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    last: dict[str, dict[str, Any]] = {}
    for v in known:
        for siren, row in v.epci.items():
            years[siren].append(v.year)
            last[siren] = row
            name = (name_of(row), row["type"])
            if not spelt[siren] or spelt[siren][-1][:2] != name:
                spelt[siren].append((*name, v.year))
    calendar = [v.year for v in known]
    former, renamed, begun = [], [], []
    for siren in sorted(years):
        first = years[siren][0]
        # EPT are listed since 2023 only, and exist since 2016.
        start = first if first > calendar[0] and last[siren]["type"] != "EPT" else ""
        if siren in today.epci:
            if start:
                begun.append([siren, start])
            for (name, kind, _), (_later, _, until) in zip(spelt[siren], spelt[siren][1:], strict=False):
                if name != name_of(today.epci[siren]):
                    renamed.append([siren, name, kind, until])
            continue
        end = calendar[calendar.index(years[siren][-1]) + 1]
        members = sorted(m["code"] for m in last[siren]["membres"])
        homes = {in_epci.get(now.get(code, code)) for code in members}
        after = homes.pop() if len(homes) == 1 else None
        former.append([siren, name_of(last[siren]), last[siren]["type"], start, end, after or "", members])
    return former, renamed, begun


def main() -> None:
    """Read the vintages, write what is no more, say what there is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packages", type=Path, nargs="+", help="les millésimes du paquet npm (.tgz ou dossiers)")
    parser.add_argument("--output", type=Path, default=TARGET)
    args = parser.parse_args()
    vintages = sorted((Vintage(package) for package in args.packages), key=lambda v: (v.year, v.version))
    if len({v.year for v in vintages}) < 2 or not any(v.history for v in vintages):
        parser.error("il faut au moins deux millésimes, dont la version 0.8.0, qui a l'historique des communes")
    former, renamed, now = communes(vintages)
    former_epci, renamed_epci, begun = epci(vintages, now)
    data = {
        "source": f"{NAME} {', '.join(v.version for v in vintages)}",
        "millesime": vintages[-1].year,
        "millesimes": " ".join(v.year for v in vintages),
        "licence": "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
        # code, name, département, start, end, code of the commune of today that holds it
        "communes": former,
        # code of a commune of today, former name, start, end
        "noms_communes": renamed,
        # SIREN, name, kind, start, end, SIREN of the EPCI of today that holds all its communes, its communes
        "epci": former_epci,
        # SIREN of an EPCI of today, former name, kind, end
        "noms_epci": renamed_epci,
        # SIREN of an EPCI of today, first vintage that has it
        "debuts_epci": begun,
    }
    write(data, args.output)
    counts = ", ".join(f"{len(v)} {k}" for k, v in data.items() if isinstance(v, list))
    print(f"{args.output} : {args.output.stat().st_size} octets, millésimes {data['millesimes']}, {counts}.")


if __name__ == "__main__":
    main()
