// <form data-paste-image="input-id">: an image that is pasted anywhere on the page, or dropped on the
// form, becomes the file of that input. Says so beside it, and shows the image before it is sent.
// Words: data-image-hint, data-image-taken (with {name}), data-image-refused, data-image-preview.
const KINDS = { "image/png": "png", "image/jpeg": "jpg" };

const imageOf = (data) => [...(data?.files ?? [])].find((file) => file.type.startsWith("image/"));

function named(file) {
  const ending = KINDS[file.type];
  return new RegExp(`\\.${ending === "jpg" ? "jpe?g" : ending}$`, "i").test(file.name)
    ? file
    : new File([file], `screenshot.${ending}`, { type: file.type });
}

function bind(form) {
  const input = document.getElementById(form.dataset.pasteImage);
  if (!input) return;
  const words = Object.assign(document.createElement("p"), { className: "usa-hint portal-paste" });
  const picture = Object.assign(document.createElement("img"), { className: "portal-paste__picture", hidden: true });
  words.setAttribute("role", "status");
  words.textContent = form.dataset.imageHint;
  picture.alt = form.dataset.imagePreview;
  input.after(words, picture);

  const show = () => {
    const [file] = input.files;
    picture.hidden = true;
    words.textContent = form.dataset.imageHint;
    if (!file) return;
    if (!(file.type in KINDS)) {
      words.textContent = form.dataset.imageRefused;
      return;
    }
    words.textContent = form.dataset.imageTaken.replace("{name}", file.name);
    const reader = new FileReader();
    reader.addEventListener("load", () => {
      picture.src = reader.result;
      picture.hidden = false;
    });
    reader.readAsDataURL(file);
  };
  const take = (event, data) => {
    const file = imageOf(data);
    if (!file) return;
    event.preventDefault();
    if (!(file.type in KINDS)) {
      words.textContent = form.dataset.imageRefused;
      return;
    }
    const held = new DataTransfer();
    held.items.add(named(file));
    input.files = held.files;
    show();
  };

  input.addEventListener("change", show);
  document.addEventListener("paste", (event) => take(event, event.clipboardData));
  form.addEventListener("dragover", (event) => event.preventDefault());
  form.addEventListener("drop", (event) => take(event, event.dataTransfer));
}

export function bindPasteImages() {
  document.querySelectorAll("form[data-paste-image]").forEach(bind);
}
