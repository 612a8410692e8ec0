// Lines of an order: a blank one more without a round trip, and a new one that is removed leaves at once.

const lines = document.querySelector("[data-lines]");
const count = document.querySelector('[name="lines-TOTAL_FORMS"]');

lines?.addEventListener("click", (event) => {
  if (!event.target.closest("[data-more-lines]")) return;
  event.preventDefault();
  const row = lines.querySelector("template").content.cloneNode(true);
  row.querySelectorAll("[name], [id], [for]").forEach((each) => ["name", "id", "for"].forEach((name) => {
    if (each.hasAttribute(name)) each.setAttribute(name, each.getAttribute(name).replace("__prefix__", count.value));
  }));
  count.value = Number(count.value) + 1;
  const first = row.querySelector("input:not([type=hidden])");
  lines.querySelector("tbody").append(row);
  first.focus();
});

lines?.addEventListener("change", (event) => {
  const row = event.target.matches('[name$="-DELETE"]') && event.target.closest("[data-line]");
  if (row) row.classList.toggle("dropped", event.target.checked);
});
