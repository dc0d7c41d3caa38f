// Lines for corrections.csv: choose a kind, copy the line, and have all lines that were copied. Without this script each line can be selected.
const tools = document.getElementById("tools");
const lines = document.getElementById("lines");

async function copy(text, button, element) {
  getSelection().selectAllChildren(element); // so that the keyboard copies it where a page may not
  let done;
  try { await navigator.clipboard.writeText(text); done = true; } catch { done = document.execCommand("copy"); }
  button.textContent = done ? "copied" : "press Ctrl-C";
}

document.addEventListener("toggle", ({ target }) => {
  const code = target.querySelector(".block code");
  if (!target.open || !code || target.querySelector("select")) return;
  target.append(tools.content.cloneNode(true));
  const kind = target.querySelector("select"), button = target.querySelector("button");
  const start = code.textContent.slice(0, code.textContent.lastIndexOf(",") + 1);
  let last = "";
  kind.value = code.textContent.slice(start.length);
  kind.addEventListener("change", () => {
    code.textContent = start + kind.value;
    button.textContent = "copy";
  });
  button.addEventListener("click", () => {
    const kept = lines.value.split("\n").filter((line) => line && line !== last); // one line for a block
    last = code.textContent;
    lines.value = [...kept, last, ""].join("\n");
    lines.rows = Math.min(20, kept.length + 3);
    copy(last, button, code);
  });
}, true);

const all = document.getElementById("all");
all?.addEventListener("click", () => {
  lines.select();
  navigator.clipboard?.writeText(lines.value).catch(() => document.execCommand("copy"));
  all.textContent = "copied";
});
