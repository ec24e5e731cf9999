"""Source strings are Chinese; English is complete, says every placeholder, and leaves no Chinese behind."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import allauth
import django
import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po
from django.utils.translation import gettext, ngettext, override
from django.utils.translation.template import templatize

ROOT = Path(__file__).parent.parent
CATALOGUE = ROOT / "gangmu/locale/en/LC_MESSAGES/django.po"
# `marked` is gettext_noop under the name the code gives it
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "marked": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)|\{(\w*)\}|(?<!%)%s")
HAN = re.compile(r"[\u4e00-\u9fff]")
# names of things that keep their Chinese form in English, beside the translation
KEPT = {"简体中文", "纲目"}


def sources() -> Iterator[tuple[Path, str]]:
    for file in sorted((ROOT / "gangmu").rglob("*.py")):
        if "migrations" not in file.parts and "scoring" not in file.parts:
            yield file, file.read_text()
    for file in sorted((ROOT / "gangmu").rglob("*.html")):
        source = templatize(file.read_text(), origin=str(file))
        yield file, "\n".join(line.strip() for line in source.splitlines())


def messages() -> dict[str, str]:
    """Every string of the interface → where it stands first."""
    found: dict[str, str] = {}
    for file, text in sources():
        for line, message, _comments, _context in extract("python", io.BytesIO(text.encode()), KEYWORDS):
            singular = message[0] if isinstance(message, tuple) else message
            if singular:
                found.setdefault(singular, f"{file.relative_to(ROOT)}:{line}")
    return found


@pytest.fixture(scope="module")
def catalogue():
    with CATALOGUE.open("rb") as file:
        return {entry.id if isinstance(entry.id, str) else entry.id[0]: entry for entry in read_po(file) if entry.id}


def strings(entry) -> list[str]:
    return [entry.string] if isinstance(entry.string, str) else list(entry.string)


def test_every_string_of_the_interface_has_an_english_form(catalogue):
    missing = [
        f"{where}: {message!r}"
        for message, where in messages().items()
        if message not in catalogue or not all(strings(catalogue[message])) or catalogue[message].fuzzy
    ]
    assert not missing, f"{len(missing)} untranslated:\n" + "\n".join(missing[:40])


def test_english_forms_keep_the_placeholders(catalogue):
    wrong = [
        message
        for message, entry in catalogue.items()
        if any(set(PLACEHOLDER.findall(text)) != set(PLACEHOLDER.findall(message)) for text in strings(entry) if text)
    ]
    assert not wrong


def test_no_chinese_is_left_in_english(catalogue):
    left = [text for entry in catalogue.values() for text in strings(entry) if HAN.search(text) and text not in KEPT]
    assert not left


# what a template says in both languages, or to nobody: translated text, arguments of filters, comments
SAID = re.compile(
    r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}"
    r"|{%\s*comment\b.*?{%\s*endcomment\s*%}"
    r"|{%\s*trans(?:late)?\s+(?:\"[^\"]*\"|'[^']*')[^%]*%}"
    r"|{#.*?#}"
    r"|_\((?:\"[^\"]*\"|'[^']*')\)",
    re.DOTALL,
)
UNSAID = re.compile(r"[\u4e00-\u9fff，。；：、]")
OPENING = re.compile(r"{%\s*blocktrans(?:late)?\b[^%]*%}")


def unsaid(source: str) -> list[str]:
    """Lines of a template with Chinese that stays Chinese in English."""
    openings = "\n".join(SAID.sub("", tag) for tag in OPENING.findall(source))
    kept = SAID.sub("", source) + "\n" + openings
    return [line.strip() for line in kept.splitlines() if UNSAID.search(line)]


def test_chinese_in_templates_stands_inside_translate_tags():
    left = [
        f"{file.relative_to(ROOT)}: {line[:120]}"
        for file in sorted((ROOT / "gangmu").rglob("*.html"))
        for line in unsaid(file.read_text())
    ]
    assert not left, "\n".join(left)


@pytest.mark.parametrize(
    "source",
    [
        "<b>填报</b>",
        '{{ day|date:"Y年n月" }}',
        '{% blocktranslate with day=day|date:"n月" %}{{ day }}{% endblocktranslate %}',
    ],
)
def test_chinese_outside_translate_tags_is_found(source):
    assert unsaid(source)


# What a Chinese page can show of the libraries that speak to people: forms, validators, accounts, second factor.
SPEAKING = re.compile(
    r"(^|/)(forms|core/validators|db/models|utils/ipv6|contrib/auth|account|mfa)(/(?!.*webauthn)|\.py)"
)
NAMES = {"IPv4", "IPv6", "URL", "WebAuthn"}  # the same in every language
BROKEN = re.compile(r"[你妳]|^(?!.*[\u4e00-\u9fff]).*\w|这个字段")
LIBRARIES = {
    "forms": Path(django.__file__).parent / "conf/locale/en/LC_MESSAGES/django.po",
    "accounts": Path(django.__file__).parent / "contrib/auth/locale/en/LC_MESSAGES/django.po",
    "sign-in": Path(allauth.__file__).parent / "locale/en/LC_MESSAGES/django.po",
}


@pytest.mark.parametrize("library", LIBRARIES)
def test_what_a_library_says_on_a_chinese_page_is_chinese_and_polite(library: str) -> None:
    with LIBRARIES[library].open("rb") as file, override("zh-hans"):
        said = {
            entry.id if isinstance(entry.id, str) else entry.id[0]: ngettext(*entry.id, 2)
            if isinstance(entry.id, tuple)
            else gettext(entry.id)
            for entry in read_po(file)
            if entry.id and any(SPEAKING.search(str(place)) for place, _line in entry.locations)
        }
    assert len(said) > 50
    assert {source: told for source, told in said.items() if BROKEN.search(told) and source not in NAMES} == {}


def test_the_own_words_for_a_library_are_still_asked_for() -> None:
    asked = set()
    for catalogue in LIBRARIES.values():
        with catalogue.open("rb") as file:
            asked |= {entry.id for entry in read_po(file)}
    with (ROOT / "gangmu/locale/zh_Hans/LC_MESSAGES/django.po").open("rb") as file:
        assert {entry.id for entry in read_po(file)} - asked == set()
