/* people.js: small additions to the pages around signing in. Each page works without it, passkeys excepted. */

const all = (selector, within = document) => [...within.querySelectorAll(selector)];

/* Passwords can be looked at while typing: <input type=password data-reveal="Show" data-hide="Hide">. */
for (const input of all("input[type=password][data-reveal]")) {
  const box = document.createElement("div");
  const button = document.createElement("button");
  box.className = "reveal";
  Object.assign(button, { type: "button", className: "btn", textContent: input.dataset.reveal });
  button.setAttribute("aria-controls", input.id);
  button.setAttribute("aria-pressed", "false");
  input.before(box);
  box.append(input, button);
  button.addEventListener("click", () => {
    const shown = input.type === "text";
    input.type = shown ? "password" : "text";
    button.textContent = shown ? input.dataset.reveal : input.dataset.hide;
    button.setAttribute("aria-pressed", String(!shown));
  });
  input.form?.addEventListener("submit", () => { input.type = "password"; });
}

/* The device or the browser refused the passkey: say so at the button. */
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const note of all("[data-key-problem]")) note.hidden = false;
});

/* A foreign company shows the fields of a foreign one. The server decides by the country alone. */
const country = document.querySelector("#id_country");
function showNumbers() {
  const korean = country.value === "KR";
  for (const box of all("[data-when]")) box.hidden = (box.dataset.when === "korean") !== korean;
}
if (country) {
  country.addEventListener("change", showNumbers);
  showNumbers();
}
