// Tables that can be searched and sorted (DataTables), and a search in the pages. Without this script every table and page is there too.
const source = document.getElementById("datatables").textContent;
const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
const { default: DataTable } = await import(url);
URL.revokeObjectURL(url);
DataTable.ext.errMode = "throw";

const dark = matchMedia("(prefers-color-scheme: dark)");
const shade = () => document.documentElement.classList.toggle("dark", dark.matches);
dark.addEventListener("change", shade);
shade();

const ENOUGH = 6; // rows from which on a table is searched, and
const PAGE = 25; // shown in pages
const look = (rows) => ({ order: [], autoWidth: false, paging: rows > PAGE, pageLength: PAGE, searching: rows >= ENOUGH, info: rows > PAGE,
  layout: { topStart: null, topEnd: "search" }, language: { search: "Search in these lines" } });
for (const table of document.querySelectorAll("table.dataframe")) {
  const rows = table.tBodies[0]?.rows.length ?? 0;
  if (table.querySelector("[rowspan], [colspan]") || rows < 2) continue; // merged cells cannot be sorted
  const outer = table.closest("details");
  const start = () => new DataTable(table, look(rows));
  if (outer && !outer.open) outer.addEventListener("toggle", start, { once: true });
  else start();
}

function follow() { // a link to a table opens it
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const outer = target?.closest("details");
  if (outer) { outer.open = true; target.scrollIntoView(); }
}
addEventListener("hashchange", follow);
follow();

const WIDTH = 18; // characters on each side
const words = document.getElementById("words");
if (words) search();

function search() {
  const blocks = [...document.querySelectorAll("article > p")].map((p, at) => ({ at, p, text: p.textContent, label: p.parentElement.dataset.label }));
  const text = DataTable.render.text(); // what is found is text, never HTML
  const hits = new DataTable("#hits", {
    columns: ["account", "stands in", "left", "words", "right"].map((title, i) => ({ title, data: ["label", "kind", "left", "word", "right"][i], render: text })),
    ...look(Infinity), language: { search: "Search in these lines", emptyTable: "It stands in none of these pages." },
  });
  const find = () => {
    const wanted = words.value;
    const rows = wanted ? blocks.flatMap((block) => places(block, wanted)) : [];
    hits.clear().rows.add(rows).draw();
    const inside = rows.filter((row) => row.kept).length;
    document.getElementById("found").textContent = wanted ? `${inside} in headings and paragraphs, ${rows.length - inside} elsewhere on the pages` : "";
    CSS.highlights?.set("found", new Highlight(...rows.map(range)));
    CSS.highlights?.delete("chosen");
  };
  words.addEventListener("input", find);
  document.getElementById("search").addEventListener("submit", (event) => { event.preventDefault(); find(); });
  document.querySelector("#hits").addEventListener("click", (event) => {
    const row = hits.row(event.target.closest("tr")).data();
    if (row) show(row);
  });
  document.querySelector("#hits").addEventListener("keydown", (event) => { if (event.key === "Enter") event.target.click(); });
  hits.on("draw", () => document.querySelectorAll("#hits tbody tr").forEach((row) => { row.tabIndex = 0; }));
  find();
}

function places({ p, text, label }, wanted) {
  const found = [];
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
    const end = at + wanted.length;
    found.push({ p, at, end, label, kind: p.dataset.kind, kept: p.classList.contains("heading") || p.classList.contains("paragraph"),
      left: text.slice(Math.max(0, at - WIDTH), at), word: wanted, right: text.slice(end, end + WIDTH) });
  }
  return found;
}

function range({ p, at, end }) {
  const stretch = new Range();
  stretch.setStart(p.firstChild, at);
  stretch.setEnd(p.firstChild, end);
  return stretch;
}

function show(row) {
  CSS.highlights?.set("chosen", new Highlight(range(row)));
  row.p.scrollIntoView({ block: "center" });
}
