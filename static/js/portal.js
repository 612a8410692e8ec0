// Everything works without this; it only takes a little waiting and typing away.

// The form that is being sent must not be sent again by an impatient second tap.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  if (event.target.dataset.sent) { event.preventDefault(); return; }
  event.target.dataset.sent = "yes";
});
// Coming back through the history shows the page as it was left: let its forms be sent again.
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));

// A password can be looked at while it is typed.
for (const field of document.querySelectorAll('input[type="password"][data-show]')) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "link", textContent: field.dataset.show });
  button.setAttribute("aria-pressed", "false");
  button.setAttribute("aria-controls", field.id);
  button.addEventListener("click", () => {
    const shown = field.type === "text";
    field.type = shown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!shown));
  });
  field.after(button);
  field.form.addEventListener("submit", () => (field.type = "password"));
}
