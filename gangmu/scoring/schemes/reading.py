"""Reading a scheme file: YAML text to a draft whose formulas are parsed. No fault stops the reading."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from gangmu.scoring.formulas.grammar import CLAUSES, WORDS, Refused, parse
from gangmu.scoring.problems.problem import Reporter, Spot
from gangmu.scoring.schemes.drafts import Draft, Formula, TableDraft
from gangmu.scoring.schemes.headline import ROLES
from gangmu.scoring.schemes.layout import Item
from gangmu.scoring.schemes.scheme import Given, Lookup, Parameter
from gangmu.scoring.values.incoming import BadValue, read_value
from gangmu.scoring.values.kinds import DATE, NUMBER, TEXT, YES_NO, Kind, one_of

NAME = re.compile(r"[^\W\d]\w*\Z")
IMPLICIT = ("key", "name")
TYPES: dict[str, tuple[str, Kind]] = {
    "number": ("number", NUMBER), "数": ("number", NUMBER), "数字": ("number", NUMBER),
    "text": ("text", TEXT), "文字": ("text", TEXT), "yes/no": ("yes/no", YES_NO), "是/否": ("yes/no", YES_NO),
    "date": ("date", DATE), "日期": ("date", DATE),
}  # fmt: skip
# Each can stand below another, and every step down is looked through from every table.
MOST_TABLES = 100
ONE_OF = ("one of", "选一", "选项")


class Reader:
    """Fills a draft from YAML, one method a section."""

    def __init__(self, reporter: Reporter) -> None:
        self.reporter = reporter
        self.draft = Draft()

    def read(self, top: Item) -> Draft:
        sections: dict[str, Callable[[Item], None]] = {
            "title": self.title, "year": self.year, "source": self.source, "decimals": self.decimals,
            "parameters": self.parameters, "tables": self.tables, "scales": self.scales, "publish": self.publish,
            "components": self.components, "headline": self.headline, "note": self.source,
        }  # fmt: skip
        for key, value in self.entries(top, "scheme file"):
            if key.text in sections:
                sections[key.text](value)
            else:
                self.unknown("unknown section", key, (*sections, "include"))
        if not self.draft.title:
            self.reporter.add("no title", Spot(1, 1))
        if not self.draft.tables:
            self.reporter.add("no tables", Spot(1, 1))
        return self.draft

    def entries(self, item: Item, what: str) -> list[tuple[Item, Item]]:
        """The pairs of a mapping; duplicates and other shapes are reported."""
        if item.is_scalar and not item.quoted and "：" in item.text:
            self.reporter.add("full-width colon", item.place(item.text.index("：")), "：")
            return []
        if not item.is_mapping:
            self.reporter.add("mapping wanted", item.spot, item.text[:40], section=what)
            return []
        seen: dict[str, Item] = {}
        for key, _ in item.pairs():
            if not key.is_scalar or not key.text:
                self.reporter.add("name wanted", key.spot, key.text)
            elif key.text in seen:
                self.reporter.add("duplicate name", key.spot, key.text, line=seen[key.text].spot.line)
            else:
                seen[key.text] = key
        return [
            (key, value)
            for key, value in item.pairs()
            if key.is_scalar and seen.get(key.text, key).node is key.node and key.text
        ]

    def unknown(self, code: str, key: Item, known: Iterable[str]) -> None:
        known = list(known)
        self.reporter.add(code, key.spot, key.text, near=self.reporter.near(key.text, known), known=known)

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

    def named(self, key: Item) -> bool:
        """Whether a name can be used in formulas; tells why not."""
        if not NAME.match(key.text):
            self.reporter.add("bad name", key.spot, key.text)
            return False
        if key.text in WORDS or key.text in CLAUSES:
            self.reporter.add("reserved name", key.spot, key.text)
            return False
        return True

    def parameters(self, item: Item) -> None:
        for key, value in self.entries(item, "parameters"):
            if not self.named(key):
                continue
            self.draft.spots[key.text] = key.spot
            details = {name.text: part for name, part in value.pairs()}
            if value.is_mapping and "value" not in details:
                self.lookup(key, value, {})
            elif value.is_mapping and details["value"].is_mapping:
                self.lookup(key, details["value"], details)
            elif value.is_scalar or value.is_mapping:
                self.parameter(key, details.get("value", value), details)
            else:
                self.reporter.add("bad parameter", value.spot, key.text)

    def parameter(self, key: Item, value: Item, details: dict[str, Item]) -> None:
        kind, content = self.literal(value)
        note, assumed = self.remarks(details)
        self.draft.parameters[key.text] = Parameter(key.text, content, kind, value.text, note, assumed)

    def remarks(self, details: dict[str, Item]) -> tuple[str, bool]:
        """A parameter's note, and whether it is an assumption."""
        for name, part in details.items():
            if name not in ("value", "note", "assumption", "label"):
                self.reporter.add(
                    "unknown detail", part.spot, name, known=["value", "note", "assumption", "label"], near=""
                )
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
        if not item.text:
            self.reporter.add("bad parameter", item.spot, item.text)
        return one_of([item.text]), item.text

    def lookup(self, key: Item, value: Item, details: dict[str, Item]) -> None:
        note, assumed = self.remarks(details)
        entries: dict[str, Any] = {}
        texts: dict[str, str] = {}
        for name, part in self.entries(value, key.text):
            try:
                number = read_value(part.text, "number")
            except BadValue:
                number = None
            if not part.text and not name.quoted and "\uff1a" in name.text:
                self.reporter.add("full-width colon", name.place(name.text.index("\uff1a")), "\uff1a")
            elif number is None:
                self.reporter.add("number wanted", part.spot, part.text)
            else:
                entries[name.text], texts[name.text] = number, part.text
        self.draft.lookups[key.text] = Lookup(key.text, entries, texts, note, assumed)

    def scales(self, item: Item) -> None:
        for key, value in self.entries(item, "scales"):
            grades = [grade.text for grade in value.items()]
            if len(grades) < 2 or not all(grades):
                self.reporter.add("bad scale", value.spot, key.text)
            elif len(set(grades)) < len(grades):
                self.reporter.add("grade twice", value.spot, key.text)
            else:
                self.draft.scales[key.text] = tuple(grades)

    def publish(self, item: Item) -> None:
        for key, value in self.entries(item, "publish"):
            if key.text not in self.draft.publish:
                self.draft.publish[key.text] = self.listed(value)
                self.draft.spots[f"publish {key.text}"] = key.spot

    def components(self, item: Item) -> None:
        """A list, or a mapping component → full marks (a number or a parameter)."""
        if item.is_mapping:
            pairs = self.entries(item, "components")
            self.draft.components = [key for key, _ in pairs]
            self.draft.full_marks = {key.text: value for key, value in pairs}
        else:
            self.draft.components = self.listed(item)

    def headline(self, item: Item) -> None:
        for key, value in self.entries(item, "headline"):
            if key.text in ROLES:
                self.draft.headline[key.text] = value
            else:
                self.unknown("unknown detail", key, ROLES)

    def listed(self, item: Item) -> list[Item]:
        if not item.is_sequence:
            self.reporter.add("list wanted", item.spot, item.text[:40])
        return [part for part in item.items() if part.is_scalar]

    def tables(self, item: Item) -> None:
        entries = self.entries(item, "tables")
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
        for name, part in self.entries(value, key.text) if not (value.is_scalar and not value.text) else []:
            if name.text == "given":
                self.givens(table, part)
            elif name.text == "computed":
                self.computeds(table, part)
            elif name.text == "parent":
                table.parent, table.spot = part.text, part.spot
            elif name.text in ("label", "note"):
                table.label = part.text if name.text == "label" else table.label
            else:
                self.unknown("unknown detail", name, ("given", "computed", "parent", "label", "note"))

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
        for key, value in self.entries(item, "given"):
            if not self.new_column(table, key):
                continue
            given = self.given(key, value)
            if given is not None:
                table.given[key.text] = given

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
        parts = {name.text: (name, part) for name, part in self.entries(value, key.text)}
        details = {name: part for name, (_, part) in parts.items()}
        types = [name for name in parts if name in TYPES or name in ONE_OF]
        for name in parts:
            if name not in types and name not in ("default", "label", "note", "optional"):
                self.unknown(
                    "unknown detail", parts[name][0], (*TYPES, "one of", "default", "label", "note", "optional")
                )
        if len(types) != 1:
            self.reporter.add("no type", key.spot, key.text)
            return None
        return self.typed(key, parts[types[0]][0], details)

    def typed(self, key: Item, written: Item, details: dict[str, Item]) -> Given | None:
        choices: tuple[str, ...] = ()
        if written.text in ONE_OF:
            choices = tuple(part.text for part in details[written.text].items())
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
        return Given(
            key.text, name, kind, choices, default, default is None and not optional, texts["label"], texts["note"]
        )

    def default(self, item: Item | None, type_name: str, choices: tuple[str, ...]) -> Any:
        if item is None:
            return None
        try:
            return read_value(item.text, type_name, choices)
        except BadValue as error:
            self.reporter.add("bad default", item.spot, item.text, why=error.code)
            return None

    def computeds(self, table: TableDraft, item: Item) -> None:
        for key, value in self.entries(item, "computed"):
            if self.new_column(table, key):
                table.computed[key.text] = self.formula(table.name, key, value)

    def cut_by_comma(self, key: Item, value: Item, parts: dict[str, Item]) -> bool:
        """In braces YAML takes a comma for the end of an entry, also inside a formula; says so."""
        text = parts["formula"].text if "formula" in parts else ""
        if not value.in_braces or text.count("(") <= text.count(")"):
            return False
        self.reporter.add("comma in braces", parts["formula"].spot, text, name=key.text)
        return True

    def formula(self, table: str, key: Item, value: Item) -> Formula:
        parts = {name.text: part for name, part in self.entries(value, key.text)} if value.is_mapping else {}
        if self.cut_by_comma(key, value, parts):
            return Formula(table, key.text, value, key.spot)
        for name, part in parts.items():
            if name not in ("formula", "label", "note", "decimals"):
                self.reporter.add(
                    "unknown detail", part.spot, name, known=["formula", "label", "note", "decimals"], near=""
                )
        item = parts.get("formula", value)
        formula = Formula(table, key.text, item, key.spot)
        formula.label = parts["label"].text if "label" in parts else ""
        formula.note = parts["note"].text if "note" in parts else ""
        formula.decimals = self.count(parts["decimals"], 2) if "decimals" in parts else None
        if not item.is_scalar:
            self.reporter.add("formula wanted", item.spot, key.text)
            return formula
        try:
            formula.tree = parse(item.text)
        except Refused as refused:
            self.reporter.add(refused.code, item.place(refused.start), refused.text, **refused.values)
        return formula
