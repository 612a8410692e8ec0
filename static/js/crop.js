// The square of a picture that becomes the photo, looked at before it is sent. Without this the middle is taken.
const form = document.querySelector("[data-crop]");
const [side, x, y] = ["side", "x", "y"].map((name) => document.getElementById(`crop-${name}`));
const canvas = form.querySelector("canvas");
let picture = null;

function square() {
  const size = Math.max(1, Math.round((Math.min(picture.width, picture.height) * side.value) / 100));
  return [Math.round(((picture.width - size) * x.value) / 100), Math.round(((picture.height - size) * y.value) / 100), size];
}

function show() {
  const [left, top, size] = square();
  canvas.getContext("2d").drawImage(picture, left, top, size, size, 0, 0, canvas.width, canvas.height);
  [form.elements.left.value, form.elements.top.value, form.elements.side.value] = [left, top, size];
}

form.elements.file.addEventListener("change", async () => {
  const [file] = form.elements.file.files;
  picture = file ? await createImageBitmap(file).catch(() => null) : null;
  form.querySelector(".crop").hidden = !picture;
  for (const name of ["left", "top", "side"]) form.elements[name].value = "";
  if (picture) show();
});
for (const slider of [side, x, y]) slider.addEventListener("input", () => picture && show());

// A finger or mouse on the picture moves it.
canvas.addEventListener("pointerdown", (event) => canvas.setPointerCapture(event.pointerId));
canvas.addEventListener("pointermove", (event) => {
  if (!picture || !canvas.hasPointerCapture(event.pointerId)) return;
  const [, , size] = square();
  const scale = size / canvas.clientWidth;
  for (const [slider, moved, room] of [[x, event.movementX, picture.width - size], [y, event.movementY, picture.height - size]]) {
    if (room > 0) slider.value = Number(slider.value) - (moved * scale * 100) / room;
  }
  show();
});
