// The editor at /sparql: colours behind the text, names to insert, and a link for every query that is short enough.
const pieces = /(#.*)|("""[^]*?"""|'''[^]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>"{}|^`\\\s]*>)|([?$][\p{L}\p{N}_]+)|([\p{L}][\p{L}\p{N}_.-]*)?:[\p{L}\p{N}_.:%-]*|\b(prefix|base|select|distinct|reduced|construct|describe|ask|from|named|where|optional|union|minus|filter|bind|values|graph|exists|not|as|in|group|order|by|having|asc|desc|limit|offset|count|sum|min|max|avg|sample|group_concat|separator|str|lang|langmatches|datatype|bound|iri|if|coalesce|concat|contains|strstarts|strends|regex|replace|year|month|day|now|undef|a|true|false)\b/giu;
const kinds = ["", "comment", "text", "variable", "", "word"];

function colour(text, fault) {
  const drawn = document.createDocumentFragment();
  const put = (from, to, kind) => {
    if (from >= to) return;
    if (fault && from < fault[1] && fault[0] < to && !(from >= fault[0] && to <= fault[1])) {
      const cuts = [from, ...fault.filter((at) => at > from && at < to), to];
      cuts.slice(1).forEach((end, n) => put(cuts[n], end, kind));
      return;
    }
    const span = document.createElement("span");
    span.textContent = text.slice(from, to);
    if (kind) span.className = `q-${kind}`;
    if (fault && from >= fault[0] && to <= fault[1]) span.classList.add("q-fault");
    drawn.append(span);
  };
  let at = 0;
  for (const found of text.matchAll(pieces)) {
    const kind = kinds[[1, 2, 3, 5].find((n) => found[n]) ?? 0] || "name";
    put(at, found.index);
    put(found.index, at = found.index + found[0].length, kind);
  }
  put(at, text.length);
  return drawn;
}

function editor() {
  const area = document.getElementById("query"), form = document.getElementById("ask");
  if (!area || !form || area.dataset.ready) return;
  area.dataset.ready = "";
  const back = area.previousElementSibling, offers = document.getElementById("offers"), sift = document.getElementById("sift");
  const names = [...document.querySelectorAll(".palette dt code")].map((code) => code.textContent);
  let fault = area.dataset.fault?.split(" ").map(Number);
  const insert = (text, from = area.selectionStart) => {
    area.focus();
    area.setRangeText(text, from, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input"));
  };
  const button = (text, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  };
  const draw = () => back.replaceChildren(colour(area.value, fault), "\n");
  const offer = () => {
    const typed = /[\p{L}\p{N}_-]*:?[\p{L}\p{N}_-]*$/u.exec(area.value.slice(0, area.selectionStart))[0];
    const low = typed.toLowerCase();
    const fits = low.length < 2 ? [] : names.filter((name) => name !== typed && (low.includes(":") ? name : name.split(":")[1] || name).toLowerCase().startsWith(low));
    offers.replaceChildren(...fits.slice(0, 8).map((name) => button(name, () => insert(name, area.selectionStart - typed.length))));
  };
  area.addEventListener("input", () => { fault = undefined; draw(); offer(); });
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); }
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.formMethod === "post") return;
    const query = new URLSearchParams([...new FormData(form)].filter(([, text]) => text));
    if (query.get("query")?.length > 6000) { form.method = "post"; return; }
    event.preventDefault();
    swap(`/sparql?${query}`, true);
  });
  for (const code of document.querySelectorAll(".palette dt code")) code.replaceWith(button(code.textContent, () => insert(code.textContent)));
  sift.addEventListener("input", () => {
    const word = sift.value.trim().toLowerCase();
    for (const group of document.querySelectorAll(".palette details:has(dl)")) {
      const rows = [...group.querySelectorAll("dl > div")];
      for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(word);
      group.hidden = rows.every((row) => row.hidden);
      group.open = Boolean(word) && !group.hidden;
    }
  });
  back.parentElement.classList.add("drawn");
  draw();
  if (fault) { area.focus(); area.setSelectionRange(...fault); }
}
document.addEventListener("page", editor);
editor();
