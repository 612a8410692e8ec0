// The filter builder: rows of field, comparison and value become ?filter=<json> while they are being filled in.

const builder = document.getElementById("builder");
const catalogue = JSON.parse(builder.dataset.catalogue);
const fields = new Map(Object.entries(catalogue.fields).map(([path, [type, at, choices]]) => [path, { type, choices, operators: catalogue.operators[at] }]));
const lines = builder.querySelector("[data-lines]");
const blank = builder.querySelector("template[data-line]");
let blocks = 100;

const control = (line, name) => line.querySelector(`[name="${name}"]`);
const option = (value, text) => Object.assign(document.createElement("option"), { value, textContent: text });
const operatorOf = (line) => fields.get(control(line, "field").value)?.operators.find(({ name }) => name === control(line, "op").value);

function valueControl(field, value) {
  const choices = field.type === "boolean" && !field.choices.length ? [["true", "yes"], ["false", "no"]] : field.choices;
  const made = document.createElement(choices.length ? "select" : "input");
  if (choices.length) made.append(...choices.map(([key, label]) => option(key, label)));
  else made.type = ["date", "number"].includes(field.type) ? field.type : "text";
  made.name = "value";
  made.setAttribute("aria-label", "Value");
  if (value) made.value = value;
  return made;
}

function fit(line) {
  const field = fields.get(control(line, "field").value);
  if (!field) return;
  const op = control(line, "op");
  const before = op.value;
  op.replaceChildren(...field.operators.map(({ name, label }) => option(name, label)));
  if (field.operators.some(({ name }) => name === before)) op.value = before;
  line.querySelector("[data-value]").replaceChildren(valueControl(field, ""));
  hideValue(line);
}

function hideValue(line) {
  line.querySelector("[data-value]").hidden = operatorOf(line)?.takes_value === false;
}

function words() {
  let last = null;
  for (const line of lines.querySelectorAll(".line")) {
    const joined = last === null ? "where" : line.dataset.block === last ? "or" : "and";
    line.dataset.joined = joined;
    line.querySelector(".word").textContent = joined;
    last = line.dataset.block;
  }
}

function add(after) {
  const line = blank.content.firstElementChild.cloneNode(true);
  line.dataset.block = after ? after.dataset.block : String(blocks++);
  control(line, "block").value = line.dataset.block;
  if (after) after.after(line); else lines.append(line);
  words();
  control(line, "field").focus();
}

function filter() {
  const found = new Map();
  for (const line of lines.querySelectorAll(".line")) {
    const [field, op, value] = ["field", "op", "value"].map((name) => control(line, name)?.value ?? "");
    const wants = operatorOf(line)?.takes_value !== false;
    if (!field || (wants && !value)) continue;
    const condition = wants ? { field, op, value } : { field, op };
    found.set(line.dataset.block, [...(found.get(line.dataset.block) ?? []), condition]);
  }
  const nodes = [...found.values()].map((block) => (block.length === 1 ? block[0] : { or: block }));
  return nodes.length ? JSON.stringify({ and: nodes }) : "";
}

function send() {
  const form = document.getElementById(builder.dataset.feeds);
  const input = form.elements.namedItem("filter");
  const next = filter();
  if (input.value === next) return;
  input.value = next;
  input.disabled = !next;
  htmx.trigger(form, "submit");
}

let timer = 0;
const soon = (wait) => { clearTimeout(timer); timer = setTimeout(send, wait); };

if (lines) {
  lines.querySelectorAll(".line").forEach(hideValue);
  if (!lines.querySelector(".line")) add(null);
  builder.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    const line = button.closest(".line");
    if (button.dataset.add) add(button.dataset.add === "or" ? line : null);
    if ("remove" in button.dataset) {
      const next = line.nextElementSibling?.matches(".line") ? line.nextElementSibling : line.previousElementSibling;
      line.remove();
      words();
      (next?.matches(".line") ? control(next, "field") : builder.querySelector('[data-add="and"]')).focus();
      soon(0);
    }
  });
  builder.addEventListener("change", ({ target }) => {
    const line = target.closest(".line");
    if (target.name === "field") fit(line);
    if (target.name === "op") hideValue(line);
    soon(0);
  });
  builder.addEventListener("input", ({ target }) => target.name === "value" && soon(200));
  builder.addEventListener("submit", (event) => { event.preventDefault(); soon(0); });
}
