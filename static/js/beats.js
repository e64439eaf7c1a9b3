/* beats.js: a page that is read gives a sign of life while it is looked at. Without it, "I have read this" counts alone. */

const rhythm = Number(document.querySelector("[data-beats]")?.dataset.beats ?? 0);

if (rhythm) {
  setInterval(() => {
    if (document.visibilityState !== "visible") return;
    const clock = document.querySelector("[data-beats][hx-post]");
    clock?.dispatchEvent(new CustomEvent("beat"));
  }, rhythm * 1000);
}
