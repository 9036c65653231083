"""The reply to “where do I go?”: offices from the database, how far the search widened, and the national hotlines."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.core.envelope import Envelope
from bot.core.region import Region
from bot.core.station import Hotline, Station, StationSearch
from bot.dialogue.turn import Reply, Turn
from bot.services import ports
from bot.services.answers.answers import Answers
from bot.services.stations.search import NATIONAL, find, kinds_for, service_in, to_view

HOTLINES_SHOWN = 3


class StationReplies:
    """Finds offices for visitors, for sheets and for the API."""

    def __init__(
        self, stations: ports.Stations, regions: ports.Regions, answers: Answers, say: Callable[..., str]
    ) -> None:
        self._stations = stations
        self._regions = regions
        self._answers = answers
        self._say = say

    def find(self, turn: Turn) -> Reply:
        """Answer where to go; ask for the place when it is unknown or ambiguous."""
        service = service_in(turn.text) or turn.memory.service
        if turn.location is not None:
            region = self._regions.nearest(*turn.location)
        else:
            found = self._regions.resolve(turn.text, turn.region)
            if found.candidates:
                asked = self._answers.ask_place(turn, found.candidates, {"then": "find_station", "service": service})
                asked.memory["pending"] = {"intent": "find_station", "service": service}
                return asked
            region = found.region or (self._regions.get(turn.region) if turn.region else None)
        if region is None:
            envelope: Envelope = {
                "type": "question",
                "text": self._say("utter_stations_where"),
                "input": {"kind": "region"},
            }
            return Reply([envelope], {"pending": {"intent": "find_station", "service": service}})
        return self.reply(turn, region, service)

    def reply(self, turn: Turn, region: Region, service: str) -> Reply:
        """Return the offices of a region for a service."""
        search = find(self._stations, region, kinds_for(service) if service else (), places=self._regions)
        envelope = self.envelope(search, region, service)
        envelope["as_of"] = turn.as_of.isoformat()
        memory = {"region": region.code, "pending": None, "service": service}
        return Reply([envelope], memory)

    def envelope(self, search: StationSearch, region: Region | None, service: str) -> Envelope:
        """Return found offices as a message that is enough by itself."""
        views = self._views(search.stations)
        asked = "".join(region.path) if region else self._say("utter_region_national")
        served = self._regions.get(search.served)
        name = "".join(served.path) if served else self._say("utter_region_national")
        head = self._head(search, asked, name, service)
        listed = "\n".join(self._line(number, view) for number, view in enumerate(views, 1))
        return {
            "type": "station_list",
            "text": "\n".join(part for part in (head, listed, self._hotline_line()) if part),
            "stations": views,
            "region": {"code": search.served, "name": name, "requested": search.requested, "widened": search.widened},
        }

    def offices(self, region_code: str | None, wanted: Sequence[str]) -> Sequence[Mapping[str, Any]]:
        """Return station views for a sheet: the nearest office of each kind that has one."""
        region = self._regions.get(region_code) if region_code else None
        found: dict[str, Station] = {}
        for kind in wanted:
            for station in find(self._stations, region, [kind], most=1, places=self._regions).stations:
                found[station.id] = station
        return self._views(tuple(found.values()))

    def hotlines(self) -> Sequence[Hotline]:
        """Return the recommended national numbers, best first."""
        return [line for line in self._stations.hotlines() if line.recommend]

    def numbers(self) -> str:
        """Return the first two of them, to be named in a sentence."""
        return "、".join(line.number for line in self.hotlines()[:2])

    def _views(self, stations: Sequence[Station]) -> list[dict[str, Any]]:
        return [to_view(station, self._regions.get(station.region_code)) for station in stations]

    def _head(self, search: StationSearch, asked: str, served: str, service: str) -> str:
        what = self._say(f"utter_service_{service}") if service else self._say("utter_service_any")
        if search.served == NATIONAL:
            return self._say("utter_stations_none", asked=asked, what=what)
        if search.widened:
            return self._say("utter_stations_widened", asked=asked, served=served, what=what)
        return self._say("utter_stations_found", asked=asked, what=what)

    def _line(self, number: int, view: Mapping[str, Any]) -> str:
        contact = [view["address"], f"{view['phone']}（{view['phone_kind']}）" if view["phone"] else "", view["hours"]]
        known = "，".join(part for part in contact if part) or self._say("utter_stations_no_contact")
        source = self._say(
            "utter_stations_source",
            title=view["source_title"] or "—",
            date=view["source_date"] or self._say("utter_stations_no_date"),
        )
        check = self._say("utter_stations_needs_check") if view["needs_check"] else ""
        return f"{number}. {view['name']}：{known}{source}{check}"

    def _hotline_line(self) -> str:
        lines = self.hotlines()[:HOTLINES_SHOWN]
        return self._say(
            "utter_stations_hotlines", numbers="；".join(f"{line.number}（{line.name}）" for line in lines)
        )
