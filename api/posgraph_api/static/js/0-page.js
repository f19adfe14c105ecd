// The link is the view: a click on a link within the page fetches it and swaps the part that differs; nothing else changes.
const root = document.documentElement;
root.dataset.js = "";
const part = () => document.getElementById("page");
const same = (url) => url.origin === location.origin && url.pathname === location.pathname;
let latest = 0;

async function swap(href, push, focus) {
  const url = new URL(href, location.href), turn = ++latest;
  root.dataset.busy = "";
  try {
    const answer = await fetch(url, { headers: { accept: "text/html" } });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const inner = fresh.getElementById("page");
    if (turn !== latest) return;
    if (!inner) { location.assign(href); return; }
    const shown = new URL(answer.url);
    shown.hash = url.hash;
    if (push) history.pushState(null, "", shown);
    document.title = fresh.title;
    document.querySelector(".top nav")?.replaceWith(fresh.querySelector(".top nav"));
    document.querySelector(".top .find")?.replaceWith(fresh.querySelector(".top .find"));
    part().replaceChildren(...inner.childNodes);
    const goal = document.getElementById("drawer") || (focus && document.getElementById(focus)) || document.getElementById("main");
    goal?.focus({ preventScroll: goal.id === "main" });
    if (goal?.id === "drawer" && innerWidth < 960) goal.scrollIntoView();
    document.dispatchEvent(new Event("page"));
  } catch { location.assign(href); } finally { delete root.dataset.busy; }
}

const show = () => document.querySelector(".top nav [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
show();
document.addEventListener("page", show);

let opener = "";
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (link.hasAttribute("download") || link.hasAttribute("target") || !part().contains(link)) return;
  const url = new URL(link.href.baseVal ?? link.href, location.href);
  if (!same(url) || (url.search === location.search && url.hash)) return;
  event.preventDefault();
  if (!link.hasAttribute("data-close") && link.id) opener = link.id;
  swap(url, true, link.hasAttribute("data-close") ? opener : link.id);
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-swap]")) return;
  event.preventDefault();
  const query = new URLSearchParams([...new FormData(form)].filter(([, text]) => text));
  swap(`${form.getAttribute("action")}?${query}`, true);
});
let path = location.pathname + location.search;
document.addEventListener("page", () => { path = location.pathname + location.search; });
addEventListener("popstate", () => { if (path !== location.pathname + location.search) swap(location.href, false); });
document.addEventListener("keydown", (event) => {
  const close = event.key === "Escape" && document.querySelector("#drawer [data-close]");
  if (close) close.click();
});

function told(button, text) {
  const before = button.textContent;
  button.textContent = text;
  setTimeout(() => { button.textContent = before; }, 1500);
}
async function copy(button, text) {
  try { await navigator.clipboard.writeText(text); told(button, "Copied"); } catch { prompt("Copy:", text); }
}
async function picture(button) {
  const text = await (await fetch(button.dataset.png)).text();
  const image = new Image();
  image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(text);
  await image.decode();
  const canvas = document.createElement("canvas");
  const scale = Math.min(2, 8000 / Math.max(image.width, image.height));
  [canvas.width, canvas.height] = [image.width * scale, image.height * scale];
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await new Promise((done) => canvas.toBlob(done, "image/png")));
  link.download = new URL(button.dataset.png, location.href).pathname.slice(1).replace(/\.svg$/, "").replaceAll("/", "-") + ".png";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.copy) copy(button, button.dataset.copy);
  if (button.dataset.copyOf) copy(button, document.getElementById(button.dataset.copyOf).textContent);
  if (button.dataset.png) picture(button).catch(() => told(button, "No picture"));
  if (button.matches(".theme")) {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    try { localStorage.theme = root.dataset.theme; } catch { /* not kept, then */ }
  }
});
try { if (localStorage.theme) root.dataset.theme = localStorage.theme; } catch { /* as the screen has it */ }
