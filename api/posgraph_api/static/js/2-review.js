// What is selected in the text of a source becomes the quote.
let picked = "";
function selected() {
  const area = document.getElementById("text");
  if (area && document.activeElement === area) return area.value.slice(area.selectionStart, area.selectionEnd).trim();
  const range = getSelection(), box = document.getElementById("pasted");
  return box && range.rangeCount && box.contains(range.getRangeAt(0).commonAncestorContainer) ? String(range).trim() : "";
}
document.addEventListener("selectionchange", () => { picked = selected() || picked; });
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-quote]")) return;
  const quote = document.getElementById("quote");
  if (picked) quote.value = picked;
  quote.focus();
});
