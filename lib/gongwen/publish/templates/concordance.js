
// The concordance: every place of the words, sorted outward, filtered, counted by group, saved as CSV; and a list of words. Texts come from the page, what is known about them from the JSON in it.
const KEPT = 40; // characters on each side of a line, in the CSV too, and
const WIDTH = 18; // as many of them as are drawn
const LINES = 100; // lines in a page of the table
const NONE = "—"; // the date of a page that has none
const NARROW = matchMedia("(max-width: 40rem)");
const words = document.getElementById("words");
if (words) search();

function search() {
  const id = (name) => document.getElementById(name);
  const same = JSON.parse(id("folding").textContent), facts = JSON.parse(id("facts").textContent);
  const fold = (text) => Array.from({ length: text.length }, (_, at) => same[text[at]] ?? lower(text[at])).join(""); // as long as the text
  const pages = [...document.querySelectorAll("article")].map((article, i) => ({ ...facts.pages[i], label: article.dataset.label, characters: 0 }));
  const blocks = [...document.querySelectorAll("article")].flatMap((article, i) => [...article.querySelectorAll(":scope > p")].map((p, j) => {
    const text = p.textContent, kind = p.dataset.kind, [number, ...sentences] = facts.blocks[i][j];
    const kept = ["heading", "paragraph"].includes(kind);
    if (kept) pages[i].characters += Array.from(text).length;
    return { p, text, key: fold(text), page: pages[i], kind, kept, verbatim: p.classList.contains("kept"), number, sentences };
  }));
  const fields = id("narrow").elements, by = id("by"), back = id("back");
  const fresh = ["options", "by-group", "counts", "word-list"].map(id);
  for (const element of fresh) element.hidden = false;
  id("options").open = !NARROW.matches;

  const pinyin = new Intl.Collator("zh-u-co-pinyin").compare;
  const compare = (a, b) => fields.script.value === "pinyin" ? pinyin(a, b) : (a > b) - (a < b);
  DataTable.ext.type.order["han-asc"] = compare;
  DataTable.ext.type.order["han-desc"] = (a, b) => compare(b, a);
  const shown = DataTable.render.text().display; // what is found is text, never HTML
  const column = (title, value, className = "", key = value) => ({
    title, className, type: "han", data: null, render: (_, type, row) => type === "display" ? shown(value(row)) : type === "sort" ? key(row) : value(row),
  });
  const many = (n) => n.toLocaleString("en", { maximumFractionDigits: 1 });
  const count = (title, value) => ({ title, type: "num", className: "n", data: null, orderSequence: ["desc", "asc"], render: (_, type, row) => type === "display" ? many(value(row)) : value(row) });
  const start = (name, columns, more) => {
    const table = new DataTable(name, { ...look(Infinity), columns, ...more });
    tables.push(table);
    return table;
  };
  const fill = (table, rows) => table.clear().rows.add(rows).draw();
  const line = (row, title) => { row.tabIndex = 0; row.title = title; };
  const entries = (search, emptyTable) => ({ search, emptyTable, info: "_START_ to _END_ of _TOTAL_", infoEmpty: "", infoFiltered: "(searched in _MAX_)", zeroRecords: "There is no such line." });

  const hits = start("#hits", [
    column("account", (row) => row.page.label, "a"), column("part", (row) => row.kind, "k"), column("date", (row) => row.page.date || NONE, "d"),
    column("left", (row) => row.left.slice(-WIDTH), "l", (row) => outward(row.left)), column("words", (row) => row.word, "w"),
    column("right", (row) => row.right.slice(0, WIDTH), "r", (row) => row.right), { title: "", data: "n", visible: false, searchable: false },
  ], { pageLength: LINES, language: entries("Search in these lines", "It occurs on none of these pages."), createdRow: (row) => line(row, "show it in its page") });
  const counts = start("#groups", [
    column("group", (row) => row.value), count("pages", (row) => row.pages), count("hits", (row) => row.hits),
    count("characters", (row) => row.characters), count("hits per 10,000 characters", (row) => row.characters ? 10000 * row.hits / row.characters : 0),
  ], { searching: false, order: [[0, "asc"]], language: entries("", "No page passes the filters.") });
  let frequencies = null; // made when it is looked at

  const passes = (page) => {
    const group = fields.group?.selectedOptions[0].dataset.column, since = fields.since?.value, until = fields.until?.value;
    if (group !== undefined && page.values[group] !== fields.group.value) return false;
    return page.date ? !(since && page.date < since) && !(until && page.date > until) : fields.undated?.checked ?? true;
  };
  let passing = new Set(), found = [];
  const find = () => {
    const asked = words.value.trim(), wanted = fold(asked), part = fields.part.value, device = fields.device?.value ?? "";
    passing = new Set(pages.filter(passes));
    const among = blocks.filter((block) => passing.has(block.page) && (!part || block.kept === (part === "kept")));
    found = wanted ? among.flatMap((block) => places(block, wanted)).filter((row) => sentence(row).includes(device)) : [];
    found.forEach((row, n) => { row.n = n; });
    fill(hits, found);
    const inside = found.filter((row) => row.kept).length;
    const narrowed = passing.size < pages.length ? `; on ${passing.size} of ${pages.length} pages` : "";
    id("found").textContent = wanted ? `${many(inside)} in headings and paragraphs, ${many(found.length - inside)} elsewhere on the pages${narrowed}` : "";
    history.replaceState(null, "", wanted ? `#words=${encodeURIComponent(asked)}` : "#");
    if (CSS.highlights) {
      const marks = new Highlight();
      for (const row of found) marks.add(range(row));
      CSS.highlights.set("found", marks);
      CSS.highlights.delete("chosen");
    }
    back.hidden = true;
    group();
  };
  const value = (page) => by.value ? page.values[by.value] : page.label;
  const group = () => {
    const rows = new Map();
    for (const page of passing) {
      const name = value(page), row = rows.get(name) ?? { value: name, pages: 0, hits: 0, characters: 0 };
      row.pages += 1;
      row.characters += page.characters;
      rows.set(name, row);
    }
    for (const row of found) if (row.kept) rows.get(value(row.page)).hits += 1;
    fill(counts, [...rows.values()]);
  };
  const list = () => {
    if (!id("word-list").open) return;
    frequencies ??= start("#frequencies", [column("word", (row) => row.word), count("n", (row) => row.n), count("pages", (row) => row.pages)], {
      order: [[1, "desc"]], language: entries("Search in these words", "No word passes the filters."), createdRow: (row) => line(row, "find it"),
    });
    fill(frequencies, facts.words.map(([word, ...pairs]) => {
      const row = { word, n: 0, pages: 0 };
      for (let i = 0, at = -1; i < pairs.length; i += 2) {
        at += pairs[i];
        if (passing.has(pages[at])) { row.n += pairs[i + 1]; row.pages += 1; }
      }
      return row;
    }).filter((row) => row.n));
  };
  const save = () => {
    const title = by.value ? by.selectedOptions[0].text : "group";
    const head = ["account", "label", title, "date", "part", "block", "start", "left", "words", "right"];
    const rows = hits.rows({ search: "applied", order: "applied" }).data().toArray().map((row) => [
      row.page.account, row.page.label, by.value ? value(row.page) : "", row.page.date, row.kind, row.number,
      row.verbatim ? Array.from(row.text.slice(0, row.at)).length : "", row.left, row.word, row.right, // as Python counts
    ]);
    const text = [head, ...rows].map((row) => row.map((cell) => quoted(safe(String(cell), facts.invisible))).join(",") + "\n").join("");
    const address = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv" }));
    Object.assign(document.createElement("a"), { href: address, download: `concordance_${words.value.trim()}.csv` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
  };
  const choose = (table, name, act) => {
    const chosen = (event) => {
      const row = table().row(event.target.closest(`${name} tbody tr`)).data();
      if (!row) return;
      event.preventDefault();
      act(row);
    };
    document.querySelector(name).addEventListener("click", chosen);
    document.querySelector(name).addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") if (event.target.matches("tbody tr")) chosen(event); });
  };
  choose(() => hits, "#hits", (row) => {
    CSS.highlights?.set("chosen", new Highlight(range(row)));
    row.p.scrollIntoView({ block: "center" });
    back.hidden = false;
  });
  choose(() => frequencies, "#frequencies", (row) => { words.value = row.word; find(); scrollTo(0, 0); });
  hits.on("order", () => { // a reader may also choose the head of a column
    const [[at = 6, direction = "asc"] = []] = hits.order();
    const usual = [...fields.order.options].some((option) => option.value === String(at)) && direction === "asc";
    fields.order.value = usual ? String(at) : "";
  });
  words.addEventListener("input", (event) => { if (!event.isComposing) find(); }); // not the pinyin that is being typed
  words.addEventListener("compositionend", find);
  for (const name of ["search", "narrow"]) id(name).addEventListener("submit", (event) => { event.preventDefault(); find(); });
  id("narrow").addEventListener("change", (event) => {
    if (event.target === fields.order) hits.order([[Number(fields.order.value), "asc"]]).draw();
    else if (event.target === fields.script) for (const table of [hits, counts, frequencies]) table?.draw();
    else { find(); list(); }
  });
  fields.save.addEventListener("click", save);
  by.addEventListener("change", group);
  id("word-list").addEventListener("toggle", list);
  back.addEventListener("click", (event) => { event.preventDefault(); scrollTo(0, 0); back.hidden = true; words.focus(); });
  const asked = location.hash.match(/^#words=(.+)/);
  if (asked) words.value = decodeURIComponent(asked[1]);
  find();
}

function lower(letter) {
  const small = letter.toLowerCase();
  return small.length === 1 ? small : letter;
}

function outward(text) { // the characters left of the words, the nearest first
  return Array.from(text).reverse().join("");
}

function places(block, wanted) {
  const found = [], { text, key } = block;
  for (let at = key.indexOf(wanted); at >= 0; at = key.indexOf(wanted, at + wanted.length)) {
    const end = at + wanted.length;
    found.push({ ...block, at, end, left: text.slice(Math.max(0, at - KEPT), at), word: text.slice(at, end), right: text.slice(end, end + KEPT) });
  }
  return found;
}

function sentence({ sentences, at }) { // the letters of the devices of the sentence in which it begins
  for (let i = 0; i < sentences.length; i += 2) if (at < sentences[i]) return sentences[i + 1];
  return "";
}

function range({ p, at, end }) {
  const stretch = new Range();
  stretch.setStart(p.firstChild, at);
  stretch.setEnd(p.firstChild, end);
  return stretch;
}

function safe(cell, invisible) { // the same rule as sheets.spreadsheet_safe
  const text = cell.replace(/\r\n?/g, "\n").replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, "\ufffd"), bare = text.replace(/^'+/, "");
  const formula = new RegExp(`^[\\s${invisible}]*(?:[=+@＝＋＠]|[-－](?![\\d.,]*\\d[\\d.,]*%?$))`, "u");
  return formula.test(bare) || /^[\t\n]/.test(bare) ? `'${text}` : text;
}

function quoted(cell) {
  return /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
