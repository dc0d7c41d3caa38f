"""Parts of a self-contained web page: sanitised HTML, searchable tables, and a font with just the
characters used.

The page's policy (CSP) allows only its own scripts, identified by their hashes, and no requests.
"""

from __future__ import annotations

import base64
import hashlib
import io
import re
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from ..common.figures import font_face, reduced
from ..common.files import package_file

TEMPLATES = Path(__file__).parent / "templates"
SCRIPTS = ("report.js", "concordance.js")  # of a page of a report
ROWS = 5_000  # rows of a table that are shown; the CSV of the figure has them all
_TAGS = frozenset(
    "a abbr b blockquote br caption code dd del details div dl dt em figcaption figure h1 "
    "h2 h3 h4 h5 h6 hr i img kbd li mark ol p pre"
    " s small span strong sub summary sup table tbody td tfoot th thead tr ul".split()
)
_ATTRIBUTES = {
    "*": {"class", "title", "lang", "style"},
    "a": {"href"},
    "img": {"src", "alt"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
_STYLES = {
    "background",
    "background-color",
    "color",
    "font-size",
    "font-weight",
    "line-height",
    "padding",
    "text-align",
}
# without punctuation that a Latin font has too (“”, …)
_HAN = "⺀-\u9fff\uf900-\ufaff\ufe10-\uffef\U00020000-\U0003ffff"


def sanitised(html: str) -> str:
    """HTML without anything that runs or loads anything: only known tags and attributes, links
    within the page or to the web, and pictures as data.

    >>> sanitised('<b onclick="x()">疫情</b><script>x()</script><img src="http://a.b/c.png">')
    '<b>疫情</b><img>'
    """
    import nh3

    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_safe_value,
        filter_style_properties=_STYLES,
        link_rel="noopener noreferrer",
        url_schemes={"http", "https", "data"},
        clean_content_tags={"script", "style"},
    )


def _safe_value(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "src":
        return (
            value
            if re.match(r"data:image/(?:png|jpeg|svg\+xml);base64,[A-Za-z0-9+/=\s]*$", value)
            else None
        )
    if attribute == "href":
        return value if re.match(r"#|https?://", value) else None
    if attribute == "style" and re.search(r"url|expression|[\\@]", value, re.IGNORECASE):
        return None
    return value


def rendered(markdown: str) -> str:
    """Markdown as sanitised HTML."""
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    return sanitised(
        MarkdownWithMath(renderer=IPythonRenderer(escape=False, exclude_anchor_links=True)).render(
            markdown
        )
    )


def table(frame: pd.DataFrame, name: str) -> str:
    """A table as HTML that the page's script makes searchable and sortable, with all cells escaped;
    only the first ROWS rows.
    """
    head = frame.head(ROWS)
    more = (
        f"<p class='note'>The first {ROWS:,} of {len(frame):,} rows.</p>"
        if len(frame) > ROWS
        else ""
    )
    with pd.option_context("display.html.use_mathjax", True):  # whatever the session's option is
        html = head.to_html(
            index=False,
            escape=True,
            border=0,
            na_rep="",
            classes=["display", "compact"],
            table_id=f"data-{name}",
        )
    return f"{more}<div class='scroll'>{html}</div>"


def picture(path: Path, width: int = 640) -> str:
    """A PNG, at most `width` pixels wide, as a data URL."""
    return f"data:image/png;base64,{_base64(reduced(path.read_bytes(), width))}"


def font(text: str) -> str:
    """A web font (data URL) with the Chinese characters of `text`, from the package's Noto Sans
    CJK; "" if there are none.
    """
    from fontTools import subset

    wanted = sorted(map(ord, set(re.findall(f"[{_HAN}]", text))))
    if not wanted:
        return ""
    file, number = font_face()
    options = subset.Options(
        layout_features=[],
        hinting=False,
        desubroutinize=True,
        font_number=number,
        notdef_outline=True,
    )
    face = subset.load_font(str(file), options)
    cut = subset.Subsetter(options)
    cut.populate(unicodes=wanted)
    cut.subset(face)
    face.flavor, data = "woff", io.BytesIO()
    face.save(data)
    return f"data:font/woff;base64,{_base64(data.getvalue())}"


def shown(body: str) -> str:
    """The visible part of a page's body, without scripts."""
    return re.sub("(?s)<script.*?</script>", "", body)


def page(
    body: str, url: str, scripts: tuple[str, ...] = SCRIPTS, tables: bool = True, **given
) -> str:
    """A whole page with `body` (safe HTML), in the font at `url` ("": the reader's own font).
    `scripts`: the templates that it runs; `tables`: whether it searches tables, for which it needs
    DataTables. `given`: title, pages (href and short), href, footer, as the template names them.
    """
    library, looks = (
        package_file("itables", f"html/dt_bundle.{kind}").read_text("utf8") if tables else ""
        for kind in ("js", "css")
    )
    script = "".join(map(_file, scripts))
    face = f"@font-face{{font-family:gongwen;src:url({url}) format('woff')}}" if url else ""
    style = "\n".join(
        [
            looks,
            _highlighting(),
            _file("report.css"),
            face,
        ]
    )
    policy = {
        "default-src": "'none'",
        "img-src": "data:",
        "font-src": "data:",
        "style-src": "'unsafe-inline'",
        "form-action": "'none'",
        "base-uri": "'none'",
        "script-src": f"'sha256-{_base64(hashlib.sha256(script.encode()).digest())}'"
        + " blob:" * tables,
    }
    directives = "; ".join(f"{name} {value}" for name, value in policy.items())
    return fill(
        "page.html.j2",
        {"body": body, "library": library, "script": script, "style": style},
        policy=directives,
        **given,
    )


def fill(template: str, safe: Mapping[str, str | list[str]] | None = None, **given) -> str:
    """A template filled in: values in `given` are escaped, values in `safe` are HTML already."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    marked = {
        k: [Markup(v) for v in value] if isinstance(value, list) else Markup(value)
        for k, value in (safe or {}).items()
    }
    return environment.get_template(template).render(**given, **marked)


def _highlighting() -> str:
    """Style sheet for code, light and dark."""
    from pygments.formatters import HtmlFormatter

    day, night = (
        HtmlFormatter(style=style).get_style_defs(".highlight")
        for style in ("friendly", "github-dark")
    )
    return f"{day}\n@media (prefers-color-scheme: dark) {{{night}}}\n.highlight{{background:none}}"


def _file(name: str) -> str:
    return (TEMPLATES / name).read_text("utf8")


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
