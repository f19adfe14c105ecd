// Arrow keys move between the cells of the matrix that hold something; Tab stops at one only.
const cells = () => [...document.querySelectorAll(".matrix td a")];
const stop = (at) => cells().forEach((link) => { link.tabIndex = link === at ? 0 : -1; });
function begin() {
  const all = cells();
  if (all.length) stop(document.querySelector(".matrix .here a") || all[0]);
}
document.addEventListener("page", begin);
document.addEventListener("keydown", (event) => {
  const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  const from = step && event.target.closest(".matrix td");
  if (!from || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const rows = from.closest("table").rows;
  let x = from.cellIndex, y = from.parentNode.rowIndex;
  while ((x += step[0]) && (y += step[1]) && rows[y]?.cells[x]) {
    const link = rows[y].cells[x].querySelector("a");
    if (link) { stop(link); link.focus(); return; }
  }
});
begin();
