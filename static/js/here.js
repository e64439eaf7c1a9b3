/* here.js: coming and leaving where there is no line. The moment of the press is noted in the form; without a line it
   waits in the open page and goes out by itself when the line is back. Without this script they are plain forms, and the
   portal's own clock counts. */

const note = document.querySelector("[data-here-note]");
let waiting = null;

for (const form of document.querySelectorAll("form[data-here]")) {
  form.addEventListener("submit", (event) => {
    const at = form.elements.namedItem("at");
    if (waiting !== event.submitter) at.value = new Date().toISOString(); // what waits keeps the moment of its press
    if (navigator.onLine) return;
    event.preventDefault();
    waiting = event.submitter;
    note.hidden = false;
  });
}
addEventListener("online", () => {
  waiting?.form.requestSubmit(waiting);
  waiting = null;
});
