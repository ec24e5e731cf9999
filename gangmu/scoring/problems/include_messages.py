"""What the engine says about schemes that include a shared part, in Chinese and English."""

from __future__ import annotations

INCLUDE_MESSAGES: dict[str, tuple[tuple[str, str, str], tuple[str, str, str]]] = {
    "include not here": (
        (
            "这里只收一份写全的办法，不能引用别的文件",
            "一份写全的办法",
            "请在“从文件读入”里把办法和它引用的文件一起选上，或先用 gangmu scheme whole 并成一份",
        ),
        (
            "only a scheme that is complete in itself is taken here; it cannot include another file",
            "a complete scheme",
            "Choose the scheme and the files it includes together, or join them by gangmu scheme whole first",
        ),
    ),
    "include beside": (
        ("只能引用同一文件夹里的文件", "include: 文件名.yaml", "请把共用部分放在办法文件旁边，只写文件名"),
        (
            "only a file of the same folder can be included",
            "include: name.yaml",
            "Put the shared part beside the scheme and write its name only",
        ),
    ),
    "include missing": (
        ("办法文件旁边没有这个文件", "同一文件夹里的文件名", "请核对文件名，或把共用部分放到同一文件夹"),
        (
            "there is no such file beside the scheme",
            "the name of a file of the same folder",
            "Check the name, or put the shared part into the folder",
        ),
    ),
    "include circle": (
        ("引用成了圈：{circle}", "共用部分不再引用用它的办法", "请去掉其中一处 include"),
        (
            "files include one another in a circle: {circle}",
            "a shared part that does not include what includes it",
            "Remove one include",
        ),
    ),
    "include too deep": (
        ("一个引用一个，超过 {deepest} 层", "不超过 {deepest} 层", "请合并一些文件"),
        ("files include one another more than {deepest} deep", "at most {deepest}", "Join some of them"),
    ),
}
