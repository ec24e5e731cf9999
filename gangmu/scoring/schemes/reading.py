"""Reading a scheme file: YAML text to a draft whose formulas are parsed. No fault stops the reading."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from gangmu.scoring.formulas.grammar import Refused, parse
from gangmu.scoring.functions.naming import in_formula
from gangmu.scoring.problems.problem import Reporter, Spot
from gangmu.scoring.schemes.drafts import Draft, Formula, TableDraft
from gangmu.scoring.schemes.entries import Entries
from gangmu.scoring.schemes.headline import ROLES
from gangmu.scoring.schemes.layout import Item
from gangmu.scoring.schemes.scheme import Given, Lookup, Parameter
from gangmu.scoring.values.incoming import BadValue, read_value
from gangmu.scoring.values.kinds import DATE, NUMBER, TEXT, YES_NO, Kind, one_of

IMPLICIT = ("key", "name")
TYPES: dict[str, tuple[str, Kind]] = {
    "number": ("number", NUMBER), "数": ("number", NUMBER), "数字": ("number", NUMBER),
    "text": ("text", TEXT), "文字": ("text", TEXT), "yes/no": ("yes/no", YES_NO), "是/否": ("yes/no", YES_NO),
    "date": ("date", DATE), "日期": ("date", DATE),
}  # fmt: skip
# Each can stand below another, and every step down is looked through from every table.
MOST_TABLES = 100
ONE_OF = ("one of", "选一", "选项")
MOST_OF_PER_CENT = 10
TABLE_PARTS = ("given", "computed", "parent")
COLUMNS = ("given", "computed")
REMARKS = ("note", "assumption", "label")
DETAILS = ("formula", "label", "note", "decimals", "show")
PER_CENT = re.compile(r"(?:1|0\.(0*1))%", re.ASCII)
ENTRY = re.compile(rf"(?:{'|'.join(DETAILS)})\s*([：:])")


class Reader(Entries):
    """Fills a draft from YAML, one method a section."""

    def __init__(self, reporter: Reporter) -> None:
        super().__init__(reporter)
        self.draft = Draft()

    def read(self, top: Item) -> Draft:
        sections: dict[str, Callable[[Item], None]] = {
            "title": self.title, "year": self.year, "source": self.source, "decimals": self.decimals,
            "parameters": self.parameters, "tables": self.tables, "scales": self.scales, "publish": self.publish,
            "components": self.components, "headline": self.headline, "note": self.source,
        }  # fmt: skip
        if not top.is_mapping:
            self.reporter.add("no scheme", top.spot, top.text[:40])
            return self.draft
        for key, value in self.entries(top, "title"):
            name = key.text
            if name not in sections:
                name = self.unknown("unknown section", key, (*sections, "include"), value)
            if name in sections:
                sections[name](value)
        if not self.draft.title:
            self.reporter.add("no title", Spot(1, 1))
        if not self.draft.tables:
            self.reporter.add("no tables", Spot(1, 1))
        return self.draft

    def title(self, item: Item) -> None:
        self.draft.title = item.text

    def source(self, item: Item) -> None:
        self.draft.source = item.text or self.draft.source

    def year(self, item: Item) -> None:
        if re.fullmatch(r"\d{4}", item.text, re.ASCII):
            self.draft.year = int(item.text)
        else:
            self.reporter.add("bad year", item.spot, item.text)

    def decimals(self, item: Item) -> None:
        self.draft.decimals = self.count(item, 2)

    def count(self, item: Item, fallback: int) -> int:
        if re.fullmatch(r"\d{1,2}", item.text, re.ASCII) and int(item.text) <= 12:
            return int(item.text)
        self.reporter.add("bad decimals", item.spot, item.text)
        return fallback

    def parameters(self, item: Item) -> None:
        for key, value in self.entries(item, "parameters"):
            if not self.named(key) or self.reporter.is_muted(key.spot):
                self.lose(key)
                continue
            self.draft.spots[key.text] = key.spot
            parts = self.entries(value, key.text, TABLE_PARTS) if value.is_mapping else []
            details = {name.text: part for name, part in parts}
            if len(parts) < len(list(value.pairs())):
                self.lose(key)
            elif "value" not in details and any(name in details for name in REMARKS):
                other = next((name for name, _ in parts if name.text not in REMARKS), key)
                self.unknown("unknown detail", other, ["value"])
                self.lose(key)
            elif value.is_mapping and "value" not in details:
                self.lookup(key, parts, [])
            elif value.is_mapping and details["value"].is_mapping:
                self.lookup(key, self.entries(details["value"], key.text), parts)
            elif value.is_scalar or value.is_mapping:
                self.parameter(key, details.get("value", value), parts)
            else:
                self.reporter.add("bad parameter", value.spot, key.text)

    def parameter(self, key: Item, value: Item, details: list[tuple[Item, Item]]) -> None:
        if not value.text and not value.quoted:
            self.reporter.add("bad parameter", key.spot, key.text)
            self.lose(key)
            return
        kind, content = self.literal(value)
        note, assumed = self.remarks(details)
        self.draft.parameters[key.text] = Parameter(key.text, content, kind, value.text, note, assumed)

    def remarks(self, parts: list[tuple[Item, Item]]) -> tuple[str, bool]:
        """A parameter's note, and whether it is an assumption."""
        details = self.details(parts, ("value", *REMARKS))
        note = details["note"].text if "note" in details else ""
        return note, "assumption" in details and details["assumption"].text in ("yes", "true", "是")

    def literal(self, item: Item) -> tuple[Kind, Any]:
        """A parameter's value: a number when it reads as one, yes/no when it says so, else text."""
        if not item.quoted:
            for kind, name in ((NUMBER, "number"), (YES_NO, "yes/no")):
                try:
                    value = read_value(item.text, name)
                except BadValue:
                    continue
                if value is not None:
                    return kind, value
        return one_of([item.text]), item.text

    def lookup(self, key: Item, parts: list[tuple[Item, Item]], details: list[tuple[Item, Item]]) -> None:
        note, assumed = self.remarks(details)
        entries: dict[str, Any] = {}
        texts: dict[str, str] = {}
        for name, part in parts:
            try:
                number = read_value(part.text, "number")
            except BadValue:
                number = None
            if number is None:
                self.reporter.add("number wanted", (part if part.text else name).spot, part.text)
            else:
                entries[name.text], texts[name.text] = number, part.text
        self.draft.lookups[key.text] = Lookup(key.text, entries, texts, note, assumed)

    def scales(self, item: Item) -> None:
        for key, value in self.entries(item, "scales"):
            parts = self.listed(value)
            grades = [grade.text for grade in parts or ()]
            if parts is None:
                self.lose(key)
            elif len(grades) < 2 or not all(grades):
                self.reporter.add("bad scale", value.spot, key.text)
            elif len(set(grades)) < len(grades):
                self.reporter.add("grade twice", value.spot, key.text)
            else:
                self.draft.scales[key.text] = tuple(grades)

    def publish(self, item: Item) -> None:
        for key, value in self.entries(item, "publish"):
            if key.text not in self.draft.publish:
                self.draft.publish[key.text] = self.distinct(value)
                self.draft.spots[f"publish {key.text}"] = key.spot

    def components(self, item: Item) -> None:
        """A list, or a mapping component → full marks (a number or a parameter)."""
        if item.is_mapping:
            pairs = self.entries(item, "components")
            self.draft.components = [key for key, _ in pairs]
            self.draft.full_marks = {key.text: value for key, value in pairs}
        else:
            self.draft.components = self.distinct(item)

    def headline(self, item: Item) -> None:
        for key, value in self.entries(item, "headline"):
            if key.text in ROLES:
                self.draft.headline[key.text] = value
            else:
                self.unknown("unknown detail", key, ROLES)

    def tables(self, item: Item) -> None:
        entries = self.entries(item, "tables", TABLE_PARTS)
        names = [key.text for key, _ in entries]
        if len(entries) > MOST_TABLES:
            self.reporter.add("too many tables", entries[MOST_TABLES][0].spot, names[MOST_TABLES], most=MOST_TABLES)
        for key, value in entries[:MOST_TABLES]:
            if self.named(key):
                self.table(key, value, names)
        for table in self.draft.tables.values():
            self.check_parent(table)

    def table(self, key: Item, value: Item, names: list[str]) -> None:
        default = {"unit": "group" if "group" in names else "", "group": ""}.get(key.text, "unit")
        table = TableDraft(key.text, default, key.spot)
        self.draft.tables[key.text] = table
        known = (*TABLE_PARTS, "label", "note")
        for written, part in self.entries(value, key.text, ("unit", "group")) if value.written else []:
            name = written.text if written.text in known else self.unknown("unknown detail", written, known, part)
            if name == "given":
                self.givens(table, part)
            elif name == "computed":
                self.computeds(table, part)
            elif name == "parent":
                table.parent, table.spot = part.text, part.spot
            elif name == "label":
                table.label = part.text

    def check_parent(self, table: TableDraft) -> None:
        if table.parent and table.parent not in self.draft.tables:
            near = self.reporter.near(table.parent, self.draft.tables)
            self.reporter.add("unknown parent", table.spot, table.parent, table=table.name, near=near)
            return
        seen = [table.name]
        while seen[-1] in self.draft.tables and self.draft.tables[seen[-1]].parent:
            seen.append(self.draft.tables[seen[-1]].parent)
            if seen[-1] in seen[:-1]:
                if seen[-1] == table.name:
                    self.reporter.add("parents in a circle", table.spot, " → ".join(seen))
                return

    def givens(self, table: TableDraft, item: Item) -> None:
        for key, value in self.entries(item, "given", COLUMNS):
            if not self.new_column(table, key):
                continue
            given = self.given(key, value)
            if given is not None:
                table.given[key.text] = given
                self.draft.spots[f"{table.name} {key.text}"] = key.spot
            else:
                self.lose(key)

    def new_column(self, table: TableDraft, key: Item) -> bool:
        if not self.named(key):
            return False
        if key.text in IMPLICIT:
            self.reporter.add("implicit column", key.spot, key.text)
            return False
        if table.has(key.text):
            self.reporter.add("duplicate name", key.spot, key.text, line=table.spot.line)
            return False
        return True

    def given(self, key: Item, value: Item) -> Given | None:
        if value.is_scalar:
            return self.typed(key, value, {})
        parts = self.entries(value, key.text)
        types = [name for name, _ in parts if name.text in TYPES or name.text in ONE_OF]
        details = self.details(parts, (*TYPES, *ONE_OF, "default", "label", "note", "optional", "show"))
        if len(types) != 1:
            self.reporter.add("no type", key.spot, key.text)
            return None
        return self.typed(key, types[0], details)

    def typed(self, key: Item, written: Item, details: dict[str, Item]) -> Given | None:
        choices: tuple[str, ...] = ()
        if written.text in ONE_OF:
            parts = self.listed(details[written.text])
            if parts is None:
                return None
            choices = tuple(part.text for part in parts)
            if not choices or len(set(choices)) < len(choices):
                self.reporter.add("bad choices", details[written.text].spot, key.text)
                return None
            name, kind = "one of", one_of(choices)
        elif written.text in TYPES:
            name, kind = TYPES[written.text]
        else:
            self.unknown("unknown type", written, ("number", "text", "yes/no", "date", "one of"))
            return None
        default = self.default(details.get("default"), name, choices)
        optional = "optional" in details and details["optional"].text in ("yes", "true", "是")
        texts = {word: details[word].text if word in details else "" for word in ("label", "note")}
        percent = self.percent(details)
        if percent is not None and name != "number":
            self.reporter.add("show no number", details["show"].spot, key.text)
        required = default is None and not optional
        return Given(key.text, name, kind, choices, default, required, texts["label"], texts["note"], percent)

    def percent(self, details: dict[str, Item]) -> int | None:
        """With how many decimals a column is shown as per cent: 2 for `show: 0.01%`."""
        if "show" not in details:
            return None
        item = details["show"]
        found = PER_CENT.fullmatch(unicodedata.normalize("NFKC", item.text))
        if found is None or len(found[1] or "") > MOST_OF_PER_CENT or "decimals" in details:
            self.reporter.add("bad show", item.spot, item.text)
            return None
        return len(found[1] or "")

    def default(self, item: Item | None, type_name: str, choices: tuple[str, ...]) -> Any:
        if item is None:
            return None
        try:
            return read_value(item.text, type_name, choices)
        except BadValue as error:
            self.reporter.add("bad default", item.spot, item.text, why=error.code)
            return None

    def computeds(self, table: TableDraft, item: Item) -> None:
        for key, value in self.entries(item, "computed", COLUMNS):
            if self.new_column(table, key):
                table.computed[key.text] = self.formula(table.name, key, value)

    def cut_by_comma(self, key: Item, value: Item, parts: dict[str, Item]) -> bool:
        """In braces YAML takes a comma for the end of an entry, also inside a formula; says so."""
        text = parts["formula"].text if "formula" in parts else ""
        if not value.in_braces or text.count("(") <= text.count(")") or parts.keys() <= set(DETAILS):
            return False
        self.reporter.add("comma in braces", parts["formula"].spot, text, name=key.text)
        return True

    def entry_inside(self, item: Item) -> bool:
        """Whether a formula is an entry of its column whose colon was mistyped; says so."""
        found = None if item.quoted else ENTRY.match(item.text)
        if found is None:
            return False
        code = "full-width colon" if found[1] == "：" else "no space after colon"
        self.reporter.add(code, item.place(found.start(1)), found[1])
        self.lose(item)
        return True

    def formula(self, table: str, key: Item, value: Item) -> Formula:
        entries = self.entries(value, key.text) if value.is_mapping else []
        if self.cut_by_comma(key, value, {name.text: part for name, part in entries}):
            return Formula(table, key.text, value, key.spot)
        parts = self.details(entries, DETAILS)
        item = parts.get("formula", value)
        formula = Formula(table, key.text, item, key.spot)
        formula.label = parts["label"].text if "label" in parts else ""
        formula.note = parts["note"].text if "note" in parts else ""
        formula.decimals = self.count(parts["decimals"], 2) if "decimals" in parts else None
        formula.percent = self.percent(parts)
        if not item.is_scalar:
            if len(entries) == len(list(value.pairs())):
                self.reporter.add("formula wanted", item.spot, key.text)
            return formula
        if self.entry_inside(item):
            return formula
        try:
            formula.tree = parse(item.text)
        except Refused as refused:
            language = self.reporter.language
            spot = item.place(refused.start) if item.text else key.spot
            right = {"right": in_formula(refused.values["right"], language)} if "right" in refused.values else {}
            self.reporter.add(refused.code, spot, refused.text, **{**refused.values, **right})
        return formula
