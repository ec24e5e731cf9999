"""What holds for a whole file: no theme that would override the typefaces, and what may stand for a missing one."""

from __future__ import annotations

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from lxml import etree

from gangmu.typesetting.fonts import STANDING_IN
from gangmu.typesetting.word.marks import Marks, Type, el


def plain(document: Document, marks: Marks) -> None:
    """The file begins without styles of a program's taste."""
    styles = document.styles.element
    for name in ("w:rPrDefault", "w:pPrDefault"):
        for one in styles.iter(qn(name)):
            for inside in list(one):
                one.remove(inside)
    default = next(styles.iter(qn("w:rPrDefault")))
    look = marks.look(Type(closer=0))
    look.append(el("lang", {"val": "en-US", "eastAsia": "zh-CN"}))
    default.append(look)
    _stand_ins(document)
    _settings(document)


def _stand_ins(document: Document) -> None:
    """The table of fonts says under which other names Word may look for each."""
    for relation in document.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.FONT_TABLE:
            fonts = parse_xml(f"<w:fonts {nsdecls('w')}/>")
            for names in STANDING_IN.values():
                fonts.append(el("font", {"name": names[0]}, el("altName", {"val": ",".join(names[1:])})))
            relation.target_part._blob = etree.tostring(fonts, xml_declaration=True, encoding="UTF-8", standalone=True)


def _settings(document: Document) -> None:
    """Faces left and right differ (binding on the left of odd ones), and so do the places of their numbers."""
    settings = document.settings.element
    for name in ("w:mirrorMargins", "w:evenAndOddHeaders"):
        for one in settings.findall(qn(name)):
            settings.remove(one)
    document.settings.odd_and_even_pages_header_footer = True
    first = settings.find(qn("w:zoom"))
    mirror = el("mirrorMargins")
    if first is None:
        settings.insert(0, mirror)
    else:
        first.addnext(mirror)
