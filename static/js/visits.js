/* visits.js: a report that is written where there is no line. Each field is kept on the device while it is written; what
   is sent without a line waits and goes out by itself when the line is back. The hidden key makes the same report sent
   twice one report. Without this script it is a plain form. Pictures are not kept: they stay in the open page only. */

const form = document.querySelector("form[data-offline]");
const DAYS = 7;

if (form) {
  const place = `report:${form.dataset.offline}`;
  const note = document.querySelector("[data-offline-note]");
  const restored = document.querySelector("[data-offline-restored]");
  const SKIPPED = new Set(["csrfmiddlewaretoken"]);

  function kept() {
    try {
      const found = JSON.parse(localStorage.getItem(place) ?? "null");
      return found && Date.now() - found.at < DAYS * 86400000 ? found : null;
    } catch {
      return null;
    }
  }

  function keep() {
    const fields = {};
    for (const input of form.elements) {
      if (!input.name || input.type === "file" || SKIPPED.has(input.name)) continue;
      if (input.type === "radio" && !input.checked) continue;
      fields[input.name] = input.type === "checkbox" ? input.checked : input.value;
    }
    try {
      localStorage.setItem(place, JSON.stringify({ at: Date.now(), fields }));
    } catch { /* the device keeps nothing: the page itself still does */ }
  }

  const found = kept();
  if (found && !form.querySelector(".has-error")) {
    let changed = false;
    for (const [name, value] of Object.entries(found.fields)) {
      const input = form.elements.namedItem(name);
      if (!input || input.type === "file") continue;
      if (input.type === "checkbox") {
        changed ||= input.checked !== value;
        input.checked = value;
      } else {
        changed ||= input.type !== "hidden" && input.value !== value;
        input.value = value;
      }
    }
    if (changed) restored.hidden = false;
  }

  let waiting = false;
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  form.addEventListener("submit", (event) => {
    keep();
    if (navigator.onLine) return;
    event.preventDefault();
    waiting = true;
    note.hidden = false;
    note.scrollIntoView({ block: "center" });
  });
  addEventListener("online", () => {
    if (!waiting) return;
    waiting = false;
    form.requestSubmit();
  });
}

/* The page of a visit that is reported: nothing has to be kept any more. */
const done = document.querySelector("[data-offline-done]");
if (done) localStorage.removeItem(`report:${done.dataset.offlineDone}`);
