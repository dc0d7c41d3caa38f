// Tables that can be searched and sorted (DataTables), and a search in the pages. Without this script every table and page is there too.
const source = document.getElementById("datatables").textContent;
const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
const { default: DataTable } = await import(url);
URL.revokeObjectURL(url);
DataTable.ext.errMode = "throw";

const ENOUGH = 6; // rows from which on a table is searched, and
const PAGE = 25; // shown in pages
const tables = [], lengths = new Map();
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
  for (const table of tables) { lengths.set(table, table.page.len()); table.page.len(-1).draw(false); }
});
addEventListener("afterprint", () => {
  shade();
  for (const [table, length] of lengths) table.page.len(length).draw(false);
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
