// Tables that can be searched and sorted (DataTables), and a search in the pages. Without this script every table and page is there too.
const source = document.getElementById("datatables").textContent;
const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
const { default: DataTable } = await import(url);
URL.revokeObjectURL(url);
DataTable.ext.errMode = "throw";

const ENOUGH = 6; // rows from which on a table is searched, and
const PAGE = 25; // shown in pages
const tables = [];
const look = (rows) => ({
  order: [], autoWidth: false, paging: rows > PAGE, pageLength: PAGE, searching: rows >= ENOUGH, info: rows > PAGE,
  layout: { topStart: null, topEnd: "search" }, language: { search: "Search in these lines" },
});

for (const table of document.querySelectorAll("table.dataframe")) {
  const rows = table.tBodies[0]?.rows.length ?? 0;
  if (table.querySelector("[rowspan], [colspan]") || rows < 2) continue; // merged cells cannot be sorted
  for (const head of table.tHead?.rows[0]?.cells ?? []) if (!head.textContent) head.append(Object.assign(document.createElement("span"), { className: "hidden", textContent: "row" }));
  const outer = table.closest("details");
  const start = () => tables.push(new DataTable(table, look(rows)));
  if (outer && !outer.open) outer.addEventListener("toggle", start, { once: true });
  else start();
}

const dark = matchMedia("(prefers-color-scheme: dark)");
const shade = () => document.documentElement.classList.toggle("dark", dark.matches);
dark.addEventListener("change", shade);
shade();
addEventListener("beforeprint", () => { // paper is white, and has no second page of a table
  document.documentElement.classList.remove("dark");
  for (const table of tables) table.page.len(-1).draw(false);
});
addEventListener("afterprint", () => {
  shade();
  for (const table of tables) table.page.len(PAGE).draw(false);
});

function follow() { // a link to a table opens it
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const outer = target?.closest("details");
  if (outer) { outer.open = true; target.scrollIntoView(); }
}
addEventListener("hashchange", follow);
follow();

document.getElementById("ask")?.addEventListener("submit", (event) => {
  event.preventDefault();
  location.href = `concordance.html#words=${encodeURIComponent(event.target.elements.words.value)}`;
});

const WIDTH = 18; // characters on each side
const words = document.getElementById("words");
if (words) search();

function search() {
  const same = JSON.parse(document.getElementById("folding").textContent);
  const fold = (text) => Array.from({ length: text.length }, (_, at) => same[text[at]] ?? lower(text[at])).join(""); // as long as the text
  const blocks = [...document.querySelectorAll("article > p")].map((p) => ({ p, text: p.textContent, key: fold(p.textContent), label: p.parentElement.dataset.label }));
  const render = DataTable.render.text(); // what is found is text, never HTML
  const titles = ["account", "part of the page", "left", "words", "right"];
  const data = ["label", "kind", "left", "word", "right"];
  const hits = new DataTable("#hits", {
    ...look(Infinity), columns: titles.map((title, i) => ({ title, data: data[i], render })),
    language: { search: "Search in these lines", emptyTable: "It occurs on none of these pages." },
    createdRow: (row) => { row.tabIndex = 0; row.title = "show it in its page"; },
  });
  tables.push(hits);
  const back = document.getElementById("back");
  const find = () => {
    const wanted = fold(words.value.trim());
    const rows = wanted ? blocks.flatMap((block) => places(block, wanted)) : [];
    hits.clear().rows.add(rows).draw();
    const inside = rows.filter((row) => row.kept).length;
    document.getElementById("found").textContent = wanted ? `${inside} in headings and paragraphs, ${rows.length - inside} elsewhere on the pages` : "";
    history.replaceState(null, "", wanted ? `#words=${encodeURIComponent(words.value.trim())}` : "#");
    CSS.highlights?.set("found", new Highlight(...rows.map(range)));
    CSS.highlights?.delete("chosen");
    back.hidden = true;
  };
  const choose = (event) => {
    const line = event.target.closest("#hits tbody tr");
    const row = line && hits.row(line).data();
    if (!row) return;
    CSS.highlights?.set("chosen", new Highlight(range(row)));
    row.p.scrollIntoView({ block: "center" });
    back.hidden = false;
    event.preventDefault();
  };
  words.addEventListener("input", find);
  document.getElementById("search").addEventListener("submit", (event) => { event.preventDefault(); find(); });
  document.querySelector("#hits").addEventListener("click", choose);
  document.querySelector("#hits").addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") choose(event); });
  back.addEventListener("click", (event) => { event.preventDefault(); scrollTo(0, 0); back.hidden = true; words.focus(); });
  const asked = location.hash.match(/^#words=(.+)/);
  if (asked) words.value = decodeURIComponent(asked[1]);
  find();
}

function lower(letter) {
  const small = letter.toLowerCase();
  return small.length === 1 ? small : letter;
}

function places({ p, text, key, label }, wanted) {
  const found = [];
  for (let at = key.indexOf(wanted); at >= 0; at = key.indexOf(wanted, at + wanted.length)) {
    const end = at + wanted.length;
    found.push({
      p, at, end, label, kind: p.dataset.kind, kept: ["heading", "paragraph"].includes(p.dataset.kind),
      left: text.slice(Math.max(0, at - WIDTH), at), word: text.slice(at, end), right: text.slice(end, end + WIDTH),
    });
  }
  return found;
}

function range({ p, at, end }) {
  const stretch = new Range();
  stretch.setStart(p.firstChild, at);
  stretch.setEnd(p.firstChild, end);
  return stretch;
}
