// The desk's hands: shortcuts, palette, selection, toasts, theme, in-place editing. Pages work without it.

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const on = (type, handler, root = document) => root.addEventListener(type, handler);
const mac = /Mac|iPhone|iPad/.test(navigator.platform);
if (mac) $$("[data-mod]").forEach((key) => (key.textContent = `⌘${key.dataset.mod}`));

// ---- Dialogs: palette and help; the browser gives focus back on close ----
const palette = $("#palette");
const field = $("#palette-q");
const options = $("#palette-options");
const RECENT = "desk.recent";

function recent() {
  try { return JSON.parse(localStorage.getItem(RECENT)) ?? []; } catch { return []; }
}

function openDialog(name) {
  const dialog = document.getElementById(name);
  if (dialog.open) return;
  $("#sidebar")?.matches(":popover-open") && $("#sidebar").hidePopover();
  dialog.showModal();
  if (name === "palette") { field.value = ""; field.focus(); htmx.trigger(field, "open"); }
}

function choose(step) {
  const all = $$('[role="option"]', options);
  const at = all.findIndex((option) => option.ariaSelected === "true");
  all.forEach((option) => option.setAttribute("aria-selected", "false"));
  const next = all[(at + step + all.length) % all.length];
  if (!next) { field.removeAttribute("aria-activedescendant"); return; }
  next.setAttribute("aria-selected", "true");
  next.scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-activedescendant", next.id);
}

function showRecent() {
  const seen = recent();
  if (field.value || !seen.length) return;
  const group = document.createElement("div");
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", "Recent");
  const head = Object.assign(document.createElement("p"), { className: "section", textContent: "Recent", ariaHidden: "true" });
  group.append(head, ...seen.slice(0, 5).map(({ label, url }) => {
    const link = Object.assign(document.createElement("a"), { href: url, tabIndex: -1 });
    link.setAttribute("role", "option");
    link.append(Object.assign(document.createElement("span"), { textContent: label }));
    return link;
  }));
  options.prepend(group);
}

if (palette) {
  on("htmx:afterSwap", () => {
    showRecent();
    $$('[role="option"]', options).forEach((option, index) => (option.id = `option-${index}`));
    choose(1);
  }, options);
  on("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); choose(event.key === "ArrowDown" ? 1 : -1); }
    if (event.key === "Enter") { event.preventDefault(); $('[aria-selected="true"]', options)?.click(); }
  }, palette);
  const remember = document.body.dataset.recent;
  if (remember) {
    const here = { label: remember, url: location.pathname };
    localStorage.setItem(RECENT, JSON.stringify([here, ...recent().filter(({ url }) => url !== here.url)].slice(0, 8)));
  }
}
on("click", (event) => event.target instanceof HTMLDialogElement && event.target.close());

// ---- Rows: j k x Enter, and the bar of what is selected ----
const rows = () => $$("[data-row]");
const current = () => $("[data-row].at");

function move(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(current());
  const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1)];
  standIn(next);
}
function standIn(row) {
  stand(row);
  ($(".rowname", row) ?? row).focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

// A list keeps what it was asked and the row that was left: going back, up the trail or by archiving that row finds both.
const LISTS = "desk.lists";
function lists() {
  try { return JSON.parse(sessionStorage.getItem(LISTS)) ?? {}; } catch { return {}; }
}
function keepList() {
  if (!$("#list")) return;
  const at = rows().indexOf(current());
  const row = $(".rowname", rows()[at] ?? document.createElement("i"))?.href;
  const url = location.pathname + location.search;
  sessionStorage.setItem(LISTS, JSON.stringify({ ...lists(), [location.pathname]: { url, row, at } }));
}
function findAgain() {
  $$(".trail a").forEach((link) => (link.href = lists()[link.pathname]?.url ?? link.href));
  $$("[data-list]").forEach((input) => (input.value = lists()[input.value]?.url ?? input.value));
  const { url, row, at } = lists()[location.pathname] ?? {};
  const came = performance.getEntriesByType("navigation")[0]?.type === "back_forward" || document.referrer.split(/[?#]/)[0] === row;
  if (!row || !came || url !== location.pathname + location.search) return;
  const next = rows().find((one) => $(".rowname", one)?.href === row) ?? rows()[Math.min(at, rows().length - 1)];
  if (next) standIn(next);
}
on("pagehide", keepList, window);
findAgain();

// A list that is drawn anew keeps the place that the keyboard had in it.
let stood = -1;
on("htmx:beforeSwap", () => (stood = rows().indexOf(current())));
on("htmx:afterSwap", () => {
  const next = stood < 0 || current() || typing(document.activeElement ?? document.body) ? null : rows()[Math.min(stood, rows().length - 1)];
  if (!next) return;
  next.classList.add("at");
  ($(".rowname", next) ?? next).focus({ preventScroll: true });
});

function countPicked() {
  const form = $("[data-rows]");
  if (!form) return;
  const boxes = $$('[name="id"]', form);
  const picked = boxes.filter((box) => box.checked).length;
  const bar = $(".picked", form);
  if (!bar) return;
  bar.hidden = !picked;
  $("[data-picked]", bar).textContent = picked;
  const all = $("[data-pick-all]", form);
  all.checked = picked === boxes.length;
  all.indeterminate = picked > 0 && picked < boxes.length;
}

let lastPicked = null;
function pick(box, range) {
  const boxes = $$('[name="id"]');
  if (range && lastPicked && boxes.includes(lastPicked)) {
    const [from, to] = [boxes.indexOf(lastPicked), boxes.indexOf(box)].sort((a, b) => a - b);
    boxes.slice(from, to + 1).forEach((each) => (each.checked = box.checked));
  }
  lastPicked = box;
  countPicked();
}

function stand(row) {
  current()?.classList.remove("at");
  row.classList.add("at");
}

on("click", (event) => {
  const target = event.target;
  if (target.closest("[data-row] a")) stand(target.closest("[data-row]"));
  $$("details.menu[open]").forEach((menu) => (menu.contains(target) && !target.closest("a")) || (menu.open = false)); // a file leaves the page as it is
  if (target.matches('[data-rows] [name="id"]')) pick(target, event.shiftKey);
  if (target.closest("[data-pick-none]")) { $$('[name="id"]').forEach((box) => (box.checked = false)); countPicked(); }
  const opener = target.closest("[data-open]");
  if (opener) openDialog(opener.dataset.open);
  if (target.closest("[data-dismiss]")) drop(target.closest(".toast"));
  const copy = target.closest("[data-copy]");
  if (copy) copyText(copy);
});
on("change", (event) => {
  if (!event.target.matches("[data-pick-all]")) return;
  $$('[name="id"]').forEach((box) => (box.checked = event.target.checked));
  countPicked();
});

// What is not asked for does not stand in the address.
on("htmx:configRequest", ({ target, detail }) => {
  if (!target.matches("form[role=search]")) return;
  [...detail.formData].forEach(([name, value]) => value === "" && detail.formData.delete(name));
});

// A value that is cut off is whole on hover.
on("mouseover", ({ target }) => {
  const cell = target.closest?.(".rows td");
  if (cell && !cell.title && cell.scrollWidth > cell.clientWidth) cell.title = cell.innerText;
});

// ---- Toasts leave by themselves, unless they must be read or are being touched ----
function toast(text, tone = "good") {
  const note = Object.assign(document.createElement("div"), { className: `toast ${tone}` });
  note.append(Object.assign(document.createElement("p"), { textContent: text }));
  $("#toasts").append(note);
  fade(note);
}
function drop(note) {
  if (note.contains(document.activeElement)) ($(".rowname", current() ?? document.createElement("i")) ?? $("#main")).focus({ preventScroll: true });
  note.remove();
}
function fade(note) {
  if ("stay" in note.dataset || note.dataset.timed) return;
  note.dataset.timed = "1";
  let timer = setTimeout(() => note.remove(), 8000);
  ["mouseenter", "focusin"].forEach((type) => on(type, () => clearTimeout(timer), note));
  ["mouseleave", "focusout"].forEach((type) => on(type, () => (timer = setTimeout(() => note.remove(), 3000)), note));
}
$$(".toast").forEach(fade);
on("htmx:oobAfterSwap", () => $$(".toast").forEach(fade));
on("htmx:beforeRequest", (event) => { if (event.target.closest?.(".toast")) event.target.closest(".toast").dataset.going = "1"; });
on("htmx:afterRequest", (event) => { const note = event.target.closest?.(".toast[data-going]"); if (note) drop(note); });
function reasonOf(xhr) {
  if (xhr.getResponseHeader("Content-Type")?.startsWith("text/plain")) return xhr.responseText;
  return xhr.status === 403 ? "You do not have the right to do this." : "That did not work. Nothing was changed; what you typed is still here.";
}
on("htmx:responseError", ({ detail: { xhr } }) => toast(reasonOf(xhr), "bad"));
// ---- A session that ended does not take what was typed: one signs in in another tab and comes back ----
// Signing in changes the token that forms are sent with, so this page asks for the new one; another user is not given it.
let stale = false;
async function renew() {
  const answer = await fetch(document.body.dataset.token, { redirect: "manual" }).catch(() => null);
  if (!answer?.ok) return;
  const token = await answer.text();
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
  $$("[name=csrfmiddlewaretoken]").forEach((input) => (input.value = token));
  stale = false;
}
function outdated() { stale = true; renew(); }
on("focus", () => stale && renew(), window);
on("htmx:responseError", ({ detail: { xhr } }) => xhr.status === 403 && outdated());
on("htmx:beforeOnLoad", (event) => {
  const { xhr, requestConfig } = event.detail;
  const typed = $$("main form:is([method=post], [data-inline])").some(changed);
  if (!typed || requestConfig.verb !== "get" || !xhr.getResponseHeader("HX-Redirect")) return;
  event.preventDefault();
  outdated();
  toast("Your session has ended. Sign in in another tab: what you typed is still here.", "bad");
});
on("htmx:sendError", () => toast("The server cannot be reached. What you typed is still here.", "bad"));

async function copyText(button) {
  try { await navigator.clipboard.writeText(button.dataset.copy); toast("Copied."); }
  catch { toast("This browser does not let pages copy. Select the text instead.", "bad"); }
}

// ---- Files: dropped onto the form that takes them, with a bar while they travel ----
const takes = (event) => event.dataTransfer?.types.includes("Files") && event.target.closest?.("[data-drop]");
on("dragover", (event) => { const place = takes(event); if (place) { event.preventDefault(); place.classList.add("over"); } });
on("dragleave", (event) => event.target.closest?.("[data-drop]")?.classList.remove("over"));
on("drop", (event) => {
  const place = takes(event);
  if (!place) return;
  event.preventDefault();
  place.classList.remove("over");
  const input = $("input[type=file]", place);
  const given = new DataTransfer();
  [...event.dataTransfer.files].slice(0, input.multiple ? undefined : 1).forEach((file) => given.items.add(file));
  input.files = given.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
});
on("htmx:xhr:progress", (event) => {
  const bar = event.target.querySelector?.("progress");
  if (bar && event.detail.lengthComputable) Object.assign(bar, { hidden: false, max: event.detail.total, value: event.detail.loaded });
});

// ---- In place: Esc leaves, focus returns to the value unless it has gone on meanwhile, saving shows where it happened ----
let editing = null;
let gone = false;
on("htmx:beforeRequest", (event) => { if (event.target.closest?.("[data-inline]")) editing = event.detail.target?.id; });
on("htmx:beforeSwap", ({ detail: { target, requestConfig } }) => {
  const at = document.activeElement;
  gone = at !== document.body && ![target, requestConfig.elt].some((place) => place.contains(at));
});
on("htmx:afterSwap", (event) => {
  const place = event.detail.target;
  countPicked();
  const first = place.isConnected && $("[data-inline] [autofocus]", place); // what was replaced whole still holds its form
  if (first) { first.focus(); first.select?.(); return; }
  const spot = editing && document.getElementById(editing);
  if (spot && (place === spot || place.contains(spot) || spot.closest(".group") === place || !place.isConnected) && !$("[data-inline]", spot)) {
    editing = null;
    const opener = `[hx-get="${event.detail.requestConfig.path.replace("?leave=1", "")}"]`;
    if (!gone) ($(".editable", spot) ?? $(opener) ?? $("button", spot.closest(".group") ?? spot))?.focus();
    if (event.detail.requestConfig.verb === "post") {
      spot.classList.add("just-saved");
      on("animationend", () => spot.classList.remove("just-saved"), spot);
    }
  }
});

// A form that is open stays, with what was typed, while what is around it is drawn anew.
let open = [];
on("htmx:beforeSwap", ({ detail }) => {
  if (!detail.shouldSwap) return;
  const others = $$("[data-inline]", detail.target).filter((form) => !form.contains(detail.requestConfig.elt));
  open = others.map((form) => ({ form, place: form.parentElement.id, at: form.contains(document.activeElement) && document.activeElement }));
  others.forEach((form) => form.remove());
});
on("htmx:afterSwap", () => {
  open.forEach(({ form, place, at }) => { document.getElementById(place)?.replaceChildren(form); if (at) at.focus(); });
  open = [];
});

// What is replaced while it holds focus hands it to what takes its place.
let held = "";
on("htmx:beforeSwap", ({ detail }) => (held = detail.target.contains(document.activeElement) ? detail.target.id : ""));
on("htmx:afterSwap", () => {
  if (held && document.activeElement === document.body) $("button, a, input", document.getElementById(held) ?? $("#main"))?.focus({ preventScroll: true });
  held = "";
});

// ---- A form begins where it is wrong; one that is new, with its first field ----
const CONTROL = "input:not([type=hidden]):enabled, select:enabled, textarea:enabled";
const wrong = $(`main .wrong :is(${CONTROL})`);
const first = $(`main form[data-leave] :is(${CONTROL})`);
if (wrong) wrong.focus();
else if (first && !$("main [autofocus]") && matchMedia("(hover: hover)").matches && (first.matches("select") || first.value === "")) first.focus();

// ---- A form that is being sent is not sent again by an impatient second click; a download may be asked for anew soon ----
const SENDING = 3000; // milliseconds
on("submit", (event) => {
  const { target: form, timeStamp: now } = event;
  if (event.defaultPrevented || form.method !== "post") return;
  if (now - Number(form.dataset.sent ?? -SENDING) < SENDING) event.preventDefault();
  else form.dataset.sent = now;
});
on("pageshow", () => $$("form[data-sent]").forEach((form) => delete form.dataset.sent), window);

// ---- Theme: at once, kept in the cookie that the server reads ----
on("submit", (event) => {
  const form = event.target.closest("[data-theme-switch]");
  if (!form || !event.submitter) return;
  event.preventDefault();
  const theme = event.submitter.value;
  const secure = location.protocol === "https:" ? "; secure" : "";
  const age = theme === "system" ? 0 : 31536000;
  document.cookie = `theme=${theme}; path=/; max-age=${age}; samesite=lax${secure}`;
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  $$("button", form).forEach((button) => button.setAttribute("aria-pressed", String(button === event.submitter)));
});

// ---- Who wants to see where values came from sees it on the next tab and the next contact too ----
const origins = $("#origins input");
if (origins) {
  origins.checked = sessionStorage.getItem("desk.origins") !== null;
  on("change", () => origins.checked ? sessionStorage.setItem("desk.origins", "") : sessionStorage.removeItem("desk.origins"), origins);
}

// ---- A strip of tabs shows the one that is open ----
function showTab() {
  $$(":is(.strip, .tabs) > [aria-current]").forEach((tab) => (tab.parentElement.scrollLeft = tab.offsetLeft - tab.parentElement.offsetLeft - 48));
}
showTab();
on("htmx:oobAfterSwap", showTab);

// ---- Keys ----
let going = 0;
function typing(target) {
  return target.matches("input:not([type=checkbox], [type=radio]), textarea, select") || target.isContentEditable;
}
const press = (key) => { const wanted = `[data-key="${CSS.escape(key)}"]`, target = $(wanted, current() ?? document) ?? $(wanted); if (!target) return false; target.matches("input") ? (target.focus(), target.select()) : target.click(); if (target.matches("summary")) target.focus(); return true; };

const KEYS = {
  "/": () => press("/"),
  "?": () => openDialog("help"),
  c: () => press("c"),
  n: () => press("n"),
  p: () => press("p"),
  e: () => { const at = current(); if (at) ($(".rowname", at) ?? $(".editable", at))?.click(); else press("e") || $("main .editable")?.focus(); },
  j: () => move(1),
  k: () => move(-1),
  x: () => { const box = $('[name="id"]', current() ?? document.createElement("i")); if (box) { box.checked = !box.checked; pick(box, false); } },
  g: () => { going = Date.now(); },
};

// Esc must not throw away what was typed.
const changed = (form) => [...form.elements].some((each) =>
  each.matches("[type=checkbox], [type=radio]") ? each.checked !== each.defaultChecked
    : each.matches("select") ? [...each.options].some((option) => option.selected !== option.defaultSelected)
      : "defaultValue" in each && each.value !== each.defaultValue);

function leave(target) {
  const inline = target.closest("[data-inline]");
  if (inline) { $("[data-leave-inline]", inline).click(); return; }
  const menu = $("details.menu[open]");
  if (menu) { menu.open = false; $("summary", menu).focus(); return; }
  if (typing(target)) { target.blur(); return; }
  if ($$('[name="id"]:checked').length) { $("[data-pick-none]").click(); return; }
  if (current()) { current().classList.remove("at"); return; }
  const form = $("[data-leave]");
  if (form && !changed(form)) location.assign(form.dataset.leave);
}

on("keydown", (event) => {
  const mod = mac ? event.metaKey : event.ctrlKey;
  if (mod && event.key.toLowerCase() === "k") { event.preventDefault(); openDialog("palette"); return; }
  if (mod && event.key === "Enter") { const form = event.target.closest("form"); form?.requestSubmit($(`button.primary:not([type="button"])`, form)); return; }
  if (event.defaultPrevented || mod || event.altKey || event.isComposing || $("dialog[open]")) return;
  if (event.key === "Escape") { if (!$(":popover-open")) leave(event.target); return; }
  // From what is searched for one goes on to what was found.
  if (event.key === "ArrowDown" && event.target.matches("form[role=search] [type=search]")) { event.preventDefault(); move(1); return; }
  // Where one value is edited Enter saves it, also where a browser would unfold the choices.
  if (event.key === "Enter" && event.target.matches("[data-inline] select")) { event.preventDefault(); event.target.form.requestSubmit(); return; }
  if (typing(event.target)) return;
  if (Date.now() - going < 1500) {
    going = 0;
    const link = $(`[data-go="${CSS.escape(event.key)}"]`);
    if (link) { event.preventDefault(); link.click(); return; }
  }
  const act = KEYS[event.key] ?? (() => press(event.key)); // a page may have keys of its own
  if (act() !== false) event.preventDefault();
});
countPicked();
